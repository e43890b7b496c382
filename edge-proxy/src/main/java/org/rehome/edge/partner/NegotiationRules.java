package org.rehome.edge.partner;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;

/// By which methods a partner's streams may be authenticated: the legacy product's negotiation matrix (TLS, SASL and
/// dialback settings), reduced to its outcome. A combination that the matrix calls invalid allows nothing.
///
/// @param external SASL EXTERNAL over TLS (XEP-0178)
/// @param tlsDialback dialback inside TLS, so with a certificate that need not be trusted
/// @param plainDialback dialback in plain text
/// @param pins the certificates of which one must prove the domain, SHA-256 in lower-case hex; empty for any
/// @param namesUs whether we name ourselves in SASL EXTERNAL, beside our certificate
public record NegotiationRules(
        boolean external, boolean tlsDialback, boolean plainDialback, Set<String> pins, boolean namesUs) {
    public NegotiationRules {
        pins = Set.copyOf(pins);
    }

    /// Any certificate that is trusted.
    public NegotiationRules(boolean external, boolean tlsDialback, boolean plainDialback) {
        this(external, tlsDialback, plainDialback, Set.of(), true);
    }

    /// With pins the certificate is the only proof: dialback, which goes by DNS, would make them worthless.
    public static NegotiationRules of(Partner partner) {
        NegotiationRules row =
                of(partner.tlsNegotiation(), partner.saslNegotiation(), partner.supportDialbackNegotiation());
        Set<String> pins = Set.copyOf(partner.pins());
        boolean dialback = pins.isEmpty();
        return new NegotiationRules(
                row.external(),
                dialback && row.tlsDialback(),
                dialback && row.plainDialback(),
                pins,
                !partner.omitAuthorizationIdentity());
    }

    /// The row of the matrix.
    public static NegotiationRules of(Negotiation tls, Negotiation sasl, boolean dialback) {
        boolean encrypts = tls != Negotiation.NotSupported;
        boolean insistsOnBoth = tls == Negotiation.Required && sasl == Negotiation.Required;
        return new NegotiationRules(
                encrypts && sasl != Negotiation.NotSupported,
                dialback && encrypts && !insistsOnBoth,
                dialback && tls != Negotiation.Required);
    }

    public boolean allowsTls() {
        return external || tlsDialback;
    }

    /// The methods in words, for logs and `GET /streams`.
    public String describe() {
        List<String> methods = new ArrayList<>();
        if (external) {
            methods.add("SASL over TLS");
        }
        if (tlsDialback) {
            methods.add("TLS dialback");
        }
        if (plainDialback) {
            methods.add("TCP dialback");
        }
        return methods.isEmpty() ? "nothing" : String.join(", ", methods);
    }
}
