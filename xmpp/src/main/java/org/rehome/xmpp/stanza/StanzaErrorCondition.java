package org.rehome.xmpp.stanza;

import java.util.Locale;
import java.util.Optional;

/// The stanza errors of RFC 6120 §8.3.3, each with its meaning and its usual type.
public enum StanzaErrorCondition {
    /// The request cannot be processed as it is (§8.3.3.1).
    BAD_REQUEST("modify"),
    /// Something with that name exists (§8.3.3.2).
    CONFLICT("cancel"),
    /// The feature is not implemented (§8.3.3.3).
    FEATURE_NOT_IMPLEMENTED("cancel"),
    /// The sender may not do this (§8.3.3.4).
    FORBIDDEN("auth"),
    /// The recipient is gone for good (§8.3.3.5).
    GONE("cancel"),
    /// Something went wrong inside (§8.3.3.6).
    INTERNAL_SERVER_ERROR("cancel"),
    /// There is no such thing (§8.3.3.7).
    ITEM_NOT_FOUND("cancel"),
    /// An address is none (§8.3.3.8).
    JID_MALFORMED("modify"),
    /// The request does not meet criteria (§8.3.3.9).
    NOT_ACCEPTABLE("modify"),
    /// Nobody may do this (§8.3.3.10).
    NOT_ALLOWED("cancel"),
    /// The sender must authenticate first (§8.3.3.11).
    NOT_AUTHORIZED("auth"),
    /// A local policy was violated (§8.3.3.12).
    POLICY_VIOLATION("modify"),
    /// The recipient is not there for now (§8.3.3.13).
    RECIPIENT_UNAVAILABLE("wait"),
    /// The recipient is elsewhere (§8.3.3.14).
    REDIRECT("modify"),
    /// The sender must register first (§8.3.3.15).
    REGISTRATION_REQUIRED("auth"),
    /// The server that could say whose key it is cannot be connected to; an error of dialback only (XEP-0220 §2.5).
    REMOTE_CONNECTION_FAILED("cancel"),
    /// The domain does not resolve (§8.3.3.16).
    REMOTE_SERVER_NOT_FOUND("cancel"),
    /// The domain resolves, but no stream could be had in time (§8.3.3.17).
    REMOTE_SERVER_TIMEOUT("wait"),
    /// There are not enough resources (§8.3.3.18).
    RESOURCE_CONSTRAINT("wait"),
    /// The service or the user is not there; says nothing about whether it exists (§8.3.3.19).
    SERVICE_UNAVAILABLE("cancel"),
    /// A subscription is needed (§8.3.3.20).
    SUBSCRIPTION_REQUIRED("auth"),
    /// None of the others (§8.3.3.21).
    UNDEFINED_CONDITION("cancel"),
    /// Not expected now (§8.3.3.22).
    UNEXPECTED_REQUEST("wait");

    private final String type;

    StanzaErrorCondition(String type) {
        this.type = type;
    }

    /// The error type (§8.3.2): auth, cancel, modify or wait.
    public String type() {
        return type;
    }

    /// The element's name, such as `service-unavailable`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<StanzaErrorCondition> ofWire(String wire) {
        for (StanzaErrorCondition each : values()) {
            if (each.wire().equals(wire)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
