package org.rehome.edge.negotiation;

import org.rehome.edge.partner.NegotiationRules;

/// How a domain pair was authenticated.
public enum Authentication {
    /// SASL EXTERNAL (XEP-0178).
    EXTERNAL("external"),
    /// Dialback (XEP-0220): the authoritative server confirmed the key.
    DIALBACK("dialback"),
    /// Dialback without dialling back: the certificate proves the domain (XEP-0344 §2.4).
    DIALBACK_BY_CERTIFICATE("dialback-by-certificate");

    private final String wire;

    Authentication(String wire) {
        this.wire = wire;
    }

    /// Whether a partner's settings allow it.
    public boolean allowedBy(NegotiationRules rules, boolean encrypted) {
        return switch (this) {
            case EXTERNAL -> rules.external();
            case DIALBACK, DIALBACK_BY_CERTIFICATE -> encrypted ? rules.tlsDialback() : rules.plainDialback();
        };
    }

    public String wire() {
        return wire;
    }
}
