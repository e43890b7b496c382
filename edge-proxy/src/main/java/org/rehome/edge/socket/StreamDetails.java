package org.rehome.edge.socket;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.trust.PeerCertificate;

/// What there is to tell about a stream. Lives on the stream's event loop.
final class StreamDetails {
    private final String name;
    private final String direction;
    private final String remote;
    private final Instant since;
    private final TreeMap<DomainPair, Authentication> pairs = new TreeMap<>();
    private @Nullable String local;
    private @Nullable String partner;
    private @Nullable String tls;
    private @Nullable String cipher;
    private boolean directTls;
    private @Nullable PeerCertificate shown;
    private @Nullable Authentication method;
    private long stanzasIn;
    private long stanzasOut;

    StreamDetails(String name, String direction, String remote, Instant since) {
        this.name = name;
        this.direction = direction;
        this.remote = remote;
        this.since = since;
    }

    void named(@Nullable String newLocal, @Nullable String newPartner) {
        local = newLocal;
        partner = newPartner;
    }

    /// TLS is not asked for with STARTTLS (XEP-0368).
    void begunWithTls() {
        directTls = true;
    }

    void secured(SSLSession session, PeerCertificate peer) {
        tls = session.getProtocol();
        cipher = session.getCipherSuite();
        shown = peer;
    }

    /// What the peer has shown; empty in plain text.
    Optional<PeerCertificate> certificate() {
        return Optional.ofNullable(shown);
    }

    private static String text(PeerCertificate certificate) {
        return switch (certificate) {
            case PeerCertificate.Absent() -> "none";
            case PeerCertificate.Untrusted(var failure, var detail) -> failure.wire() + ": " + detail;
            case PeerCertificate.Vouched(var domain, var fingerprint, var until) -> fingerprint + " (DNSSEC)";
            case PeerCertificate.Trusted trusted -> trusted.fingerprint();
        };
    }

    void authenticated(DomainPair pair, Authentication by) {
        pairs.put(pair, by);
        method = by;
    }

    /// How it was authenticated; null before.
    @Nullable
    Authentication method() {
        return method;
    }

    void countIn() {
        stanzasIn++;
    }

    void countOut(int stanzas) {
        stanzasOut += stanzas;
    }

    boolean established() {
        return !pairs.isEmpty();
    }

    List<Domain> partners() {
        return pairs.keySet().stream().map(DomainPair::partner).distinct().toList();
    }

    /// By which method each pair was authenticated.
    Map<DomainPair, Authentication> pairs() {
        return pairs;
    }

    /// Whether the stream is encrypted.
    boolean encrypted() {
        return tls != null;
    }

    String remote() {
        return remote;
    }

    /// Version and cipher suite; null in plain text.
    @Nullable
    String encryption() {
        return tls == null ? null : tls + " " + cipher;
    }

    @Nullable
    String local() {
        return local;
    }

    @Nullable
    String partner() {
        return partner;
    }

    /// @param lastError what ended a stream of the partner and this direction last; null when nothing has
    StreamReport report(String state, long unconfirmed, LastErrors.@Nullable LastError lastError) {
        return new StreamReport(
                name,
                direction,
                local,
                partner,
                pairs.keySet().stream().map(DomainPair::lane).toList(),
                state,
                remote,
                since,
                tls,
                cipher,
                directTls,
                method == null ? null : method.wire(),
                certificate().map(StreamDetails::text).orElse(null),
                stanzasIn,
                stanzasOut,
                unconfirmed,
                lastError == null ? null : lastError.at() + " " + lastError.reason());
    }
}
