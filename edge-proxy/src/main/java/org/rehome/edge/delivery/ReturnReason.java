package org.rehome.edge.delivery;

import java.util.Locale;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Why a stanza is not delivered, and the error that its sender gets (RFC 6120 §10.4.3; XEP-0220 §2.1.1).
public enum ReturnReason {
    /// The partner's domain does not resolve.
    PARTNER_NOT_FOUND(StanzaErrorCondition.REMOTE_SERVER_NOT_FOUND),
    /// It resolves, but no stream could be had in time.
    PARTNER_UNREACHABLE(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT),
    /// The partner was told that our dialback key is not ours.
    DIALBACK_INVALID(StanzaErrorCondition.INTERNAL_SERVER_ERROR),
    /// It is larger than what the partner says that it takes (XEP-0478 §5).
    STANZA_TOO_LARGE(StanzaErrorCondition.POLICY_VIOLATION),
    /// It was sent twice, and never confirmed.
    UNCONFIRMED(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT),
    /// The partner's traffic waits for too long.
    PARTNER_PAUSED(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT),
    /// It was held, and an operator has ordered it back.
    OPERATOR(StanzaErrorCondition.REMOTE_SERVER_TIMEOUT),
    /// The partner is not, or no longer, enabled here.
    PARTNER_NOT_ENABLED(StanzaErrorCondition.REMOTE_SERVER_NOT_FOUND);

    private final StanzaErrorCondition condition;

    ReturnReason(StanzaErrorCondition condition) {
        this.condition = condition;
    }

    public StanzaErrorCondition condition() {
        return condition;
    }

    /// @throws IllegalArgumentException when there is none of that form
    public static ReturnReason ofWire(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// The form on topics and in metrics, such as `partner-unreachable`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
