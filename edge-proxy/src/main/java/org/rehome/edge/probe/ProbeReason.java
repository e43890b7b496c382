package org.rehome.edge.probe;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.trust.TrustFailure;

/// Why a step of a probe is as it is. The codes are stable; the advice is for people.
public enum ProbeReason {
    OK(null),
    NO_OWN_CERTIFICATE("Import a certificate for our domain, PUT /certificates/{domain} at this edge."),
    DOMAIN_NOT_FOUND("The DNS has no server for this domain. Check its spelling; if it is right, the partner has to"
            + " publish _xmpp-server._tcp, or set proxyFqdn."),
    DNS_UNANSWERED("The resolver gave no usable answer. Check rehome.edge.resolver, and that this host reaches it."),
    CONNECTION_REFUSED("The partner's host answers, and nothing listens there. Ask the partner which host and port its"
            + " server has, and whether its SRV record says so."),
    UNREACHABLE("There is no way to the partner's addresses. Check routes and firewalls from this host on."),
    NO_ANSWER(
            "The partner's server took the connection or its packets and said nothing in time. Look for a firewall that"
                    + " drops packets, ours or theirs, and for an overloaded server."),
    NOT_A_STREAM("What answers there speaks no XMPP. Ask the partner for its server-to-server host and port."),
    STREAM_REFUSED(
            "The partner's server refuses our stream; what it says is in the detail. Usually it does not know its"
                    + " domain, or does not admit ours: ask the partner to allow it."),
    STREAM_CLOSED("The partner's server hangs up. Ask the partner to look into its log for our domain."),
    TLS_REFUSED(
            "The partner's server does no TLS, and its settings here ask for it. Ask the partner to turn it on; only if"
                    + " it cannot, set tlsNegotiation to Optional."),
    TLS_FAILED("No version or cipher in common, or one side does not accept the other's certificate; the detail says"
            + " which. TLS 1.2 and 1.3 are spoken here."),
    PLAIN_TEXT("The stream is not encrypted. Ask the partner to turn TLS on."),
    CERTIFICATE_ABSENT("The partner's server shows no certificate. Ask it to install one."),
    CERTIFICATE_EXPIRED("The partner's certificate has expired. Ask it to renew it."),
    CERTIFICATE_NOT_YET_VALID("The partner's certificate is not valid yet. Compare the clocks of both sides."),
    CERTIFICATE_UNKNOWN_AUTHORITY(
            "No authority that is trusted here has issued the partner's certificate. If its authority"
                    + " is to be trusted, PUT /authorities; if not, ask for a certificate of a public one. An intermediate"
                    + " certificate that its server does not send looks the same."),
    CERTIFICATE_SELF_SIGNED("The partner's certificate is signed by itself. Trust it with PUT /authorities, or allow"
            + " dialback: saslNegotiation Optional and supportDialbackNegotiation true."),
    CERTIFICATE_WRONG_NAME(
            "The partner's certificate is for other names; they are in the detail. Ask for one that names"
                    + " the domain itself, not only the host."),
    CERTIFICATE_REVOKED("The authority of the partner's certificate has revoked it. Ask the partner for a new one."),
    CERTIFICATE_NOT_PINNED(
            "The partner's certificate is none of those that its settings pin. If the partner has a new one, add"
                    + " its fingerprint to certificatePins."),
    CERTIFICATE_TLSA_MISMATCH(
            "The partner's certificate is not the one of its server's TLSA records. Ask the partner to"
                    + " publish the record of the certificate that it shows."),
    CERTIFICATE_UNUSABLE(
            "The partner's certificate cannot be used for what it is shown for; the detail says why. Ask for"
                    + " another one."),
    NO_METHOD(
            "Both sides have no way to authenticate in common: compare saslNegotiation and supportDialbackNegotiation of"
                    + " the partner with the detail."),
    EXTERNAL_REFUSED(
            "The partner's server does not accept our certificate for SASL EXTERNAL. It must trust the authority"
                    + " that issued it, and it must name our domain."),
    DIALBACK_INVALID(
            "The partner asked the server that DNS names for our domain, and that one does not know our key. Until"
                    + " DNS leads to the edges and the partner is enabled that is to be expected; afterwards, all edges need"
                    + " the same dialback secret."),
    DIALBACK_ERROR(
            "The partner could not ask the server that DNS names for our domain. Check that our SRV record leads to"
                    + " a server that it reaches."),
    AUTHORITY_UNANSWERED(
            "The partner's server does not say whether a dialback key is its own, so streams from it can be"
                    + " authenticated by its certificate only."),
    PING_ELSEWHERE("The answer does not come back here, because our SRV record leads elsewhere. Point it to the edges"
            + " before outbound traffic can go this way."),
    PING_UNANSWERED(
            "Stanzas reach the partner's server, and its answers do not come back. Look whether its stream to us"
                    + " comes up: GET /streams, and the firewall in front of our S2S port."),
    PING_LATER("It is tried when the partner is enabled here."),
    NOT_NEEDED(null),
    NOT_REACHED(null);

    private final @Nullable String advice;

    ProbeReason(@Nullable String advice) {
        this.advice = advice;
    }

    /// The stable code, such as `certificate-expired`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// What to do; null when there is nothing to do.
    public @Nullable String advice() {
        return advice;
    }

    static ProbeReason of(TrustFailure failure) {
        return switch (failure) {
            case ABSENT -> CERTIFICATE_ABSENT;
            case EXPIRED -> CERTIFICATE_EXPIRED;
            case NOT_YET_VALID -> CERTIFICATE_NOT_YET_VALID;
            case UNKNOWN_AUTHORITY -> CERTIFICATE_UNKNOWN_AUTHORITY;
            case SELF_SIGNED -> CERTIFICATE_SELF_SIGNED;
            case REVOKED -> CERTIFICATE_REVOKED;
            case WRONG_NAME -> CERTIFICATE_WRONG_NAME;
            case NOT_PINNED -> CERTIFICATE_NOT_PINNED;
            case TLSA_MISMATCH -> CERTIFICATE_TLSA_MISMATCH;
            case WRONG_PURPOSE,
                    NAME_CONSTRAINT,
                    NOT_AN_AUTHORITY,
                    WEAK_ALGORITHM,
                    BAD_SIGNATURE,
                    TOO_MANY_NAMES,
                    CHAIN_TOO_LONG,
                    MALFORMED -> CERTIFICATE_UNUSABLE;
        };
    }

    /// Why a handshake came to nothing, but for what the peer's certificate has to do with it.
    static ProbeReason of(HandshakeFailure failure) {
        return switch (failure) {
            case STREAM -> NOT_A_STREAM;
            case TLS_REQUIRED -> TLS_REFUSED;
            case TLS_FAILED -> TLS_FAILED;
            case NO_CERTIFICATE -> NO_OWN_CERTIFICATE;
            case NO_METHOD -> NO_METHOD;
            case UNTRUSTED_CERTIFICATE -> CERTIFICATE_UNUSABLE;
            case NOT_AUTHORIZED -> EXTERNAL_REFUSED;
            case DIALBACK_INVALID -> DIALBACK_INVALID;
            case DIALBACK_ERROR -> DIALBACK_ERROR;
            case CONFLICT, PEER_ERROR -> STREAM_REFUSED;
            case TIMEOUT -> NO_ANSWER;
            case PEER_CLOSED, STOPPING, ADDRESS, NOT_ADMITTED, UNAUTHENTICATED_STANZA, STILL_SPLICED, EARLIER_STREAM ->
                STREAM_CLOSED;
        };
    }
}
