package org.rehome.gateway.partner;

/// How a partner's stream can be authenticated, as the legacy product's matrix calls it.
public enum AuthenticationMethod {
    /// SASL EXTERNAL on an encrypted stream (XEP-0178).
    SASL_OVER_TLS("SASL over TLS"),
    /// Server dialback on an encrypted stream (XEP-0220).
    TLS_DIALBACK("TLS dialback"),
    /// Server dialback in plain text (XEP-0220).
    TCP_DIALBACK("TCP dialback");

    private final String text;

    AuthenticationMethod(String text) {
        this.text = text;
    }

    /// The name that the legacy product prints.
    public String text() {
        return text;
    }

    boolean isDialback() {
        return this != SASL_OVER_TLS;
    }
}
