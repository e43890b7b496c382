package org.rehome.edge.socket;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.trust.Anchors;
import org.rehome.edge.trust.CertificateTrust;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.edge.trust.SecuredServer;
import org.rehome.edge.trust.TrustFailure;
import org.rehome.edge.zone.Service;

/// TLS of streams: our certificate by the domain of the stream header, asked for anew at each handshake, and the
/// judgement of the peer's.
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /// The protocol inside TLS that begins at once (XEP-0368 §4); behind STARTTLS nobody asks.
    private static final String[] APPLICATION_PROTOCOLS = {"xmpp-server"};

    static {
        // read once by the platform, before the first handshake as a server: such an attempt ends the connection
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final Function<Domain, Optional<Credential>> credentials;
    private final Supplier<Anchors> anchors;
    private final InstantSource clock;
    private final Revocations revocations;
    private final @Nullable SSLContext withoutCredential;
    private final Map<Domain, Prepared> prepared = new ConcurrentHashMap<>();

    /// A context belongs to one certificate: sessions made with an older one are not resumed.
    private record Prepared(String fingerprint, SSLContext context) {}

    /// @param credentials the certificate in use for a domain of ours
    /// @param anchors the authorities that are trusted
    public Tls(
            Function<Domain, Optional<Credential>> credentials,
            Supplier<Anchors> anchors,
            InstantSource clock,
            Revocations revocations) {
        this(credentials, anchors, clock, revocations, null);
    }

    private Tls(
            Function<Domain, Optional<Credential>> credentials,
            Supplier<Anchors> anchors,
            InstantSource clock,
            Revocations revocations,
            @Nullable SSLContext withoutCredential) {
        this.credentials = credentials;
        this.anchors = anchors;
        this.clock = clock;
        this.revocations = revocations;
        this.withoutCredential = withoutCredential;
    }

    /// The same without a certificate of our own, for connections on which nothing of ours is to be proven.
    Tls anonymous() {
        return new Tls(domain -> Optional.empty(), anchors, clock, revocations, create(new KeyManager[0]));
    }

    /// An engine for a peer that connected to us; it asks for a certificate, and goes on without.
    ///
    /// @return empty when there is no certificate for the domain
    Optional<SSLEngine> server(Domain local) {
        return context(local).map(context -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            engine.setEnabledProtocols(PROTOCOLS);
            engine.setWantClientAuth(true);
            return engine;
        });
    }

    /// The same for a peer that begins with TLS. Where it offers application protocols and this is none of
    /// them, the handshake fails with no_application_protocol (RFC 7301 §3.2).
    Optional<SSLEngine> directServer(Domain local) {
        Optional<SSLEngine> engine = server(local);
        engine.ifPresent(each -> {
            SSLParameters parameters = each.getSSLParameters();
            parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
            each.setSSLParameters(parameters);
        });
        return engine;
    }

    /// An engine for a peer that we connect to; it shows the certificate of our domain and asks for the partner's.
    ///
    /// @param service how the peer's server is spoken to
    /// @return empty when there is no certificate for the local domain
    Optional<SSLEngine> client(Domain local, Domain partner, Service service) {
        return context(local).map(context -> {
            SSLEngine engine = context.createSSLEngine(partner.ascii(), -1);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setProtocols(PROTOCOLS);
            parameters.setAlgorithmConstraints(new OneHandshake());
            // an address has no place in SNI (RFC 6066 §3)
            if (!partner.name().matches("[0-9.:\\[\\]]+")) {
                parameters.setServerNames(List.of(new SNIHostName(partner.ascii())));
            }
            if (service == Service.XMPPS) {
                parameters.setApplicationProtocols(APPLICATION_PROTOCOLS);
            }
            engine.setSSLParameters(parameters);
            return engine;
        });
    }

    private Optional<SSLContext> context(Domain local) {
        if (withoutCredential != null) {
            return Optional.of(withoutCredential);
        }
        return credentials.apply(local).map(credential -> {
            String fingerprint = credential.fingerprint();
            return prepared.compute(
                            local,
                            (domain, before) -> before != null
                                            && before.fingerprint().equals(fingerprint)
                                    ? before
                                    : new Prepared(
                                            fingerprint, create(new KeyManager[] {new OneCredential(credential)})))
                    .context();
        });
    }

    private static SSLContext create(KeyManager[] keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new JudgedLater()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS context", e);
        }
    }

    /// By which certificates are judged.
    InstantSource clock() {
        return clock;
    }

    /// What authorities say of peers' certificates.
    Revocations revocations() {
        return revocations;
    }

    /// Judges what the peer showed in a handshake that is done.
    PeerCertificate peer(SSLSession session) {
        return judge(chain(session));
    }

    /// The same of a server to which DNSSEC has secured the way.
    ///
    /// @param domain the partner's
    PeerCertificate peer(SSLSession session, SecuredServer server, Domain domain) {
        List<X509Certificate> chain = chain(session);
        return server.judge(chain, judge(chain), domain, clock.instant());
    }

    private PeerCertificate judge(List<X509Certificate> chain) {
        PeerCertificate judged = CertificateTrust.judge(chain, anchors.get(), clock.instant());
        return judged instanceof PeerCertificate.Trusted trusted
                ? revocations
                        .of(trusted)
                        .<PeerCertificate>map(why -> new PeerCertificate.Untrusted(TrustFailure.REVOKED, why))
                        .orElse(judged)
                : judged;
    }

    private static List<X509Certificate> chain(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate each : session.getPeerCertificates()) {
                if (each instanceof X509Certificate certificate) {
                    chain.add(certificate);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            // it showed none
            return List.of();
        }
        return chain;
    }
}
