package org.rehome.edge;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.edge.bus.Confirmations;
import org.rehome.edge.bus.EdgeDirectory;
import org.rehome.edge.bus.SplicedPairs;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.Expiry;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.negotiation.EdgeFacts;
import org.rehome.edge.partner.LocalDomains;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;
import org.rehome.edge.socket.Revocations;
import org.rehome.edge.socket.S2sEndpoint;
import org.rehome.edge.socket.S2sServer;
import org.rehome.edge.socket.StreamTimes;
import org.rehome.edge.socket.Tls;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.store.AuthorityStore;
import org.rehome.edge.store.CertificateRequests;
import org.rehome.edge.store.CertificateStore;
import org.rehome.edge.store.DevelopmentAuthority;
import org.rehome.edge.store.DialbackSecret;
import org.rehome.edge.zone.PartnerResolver;

/// Starts and stops the edge. The S2S port is bound first, so that a port in use ends the start; the rest waits for the
/// broker and the facts in the background, and peers that connect meanwhile wait too.
@Singleton
public class Edge {
    private static final Logger LOG = Logger.getLogger(Edge.class);

    /// Well within the 30 s after which some peers give a stream up.
    /// An eighth of what the suite gives an edge as its heap.
    private static final long BACKLOG = 32L * 1024 * 1024;

    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(5);

    private final EdgeSettings settings;
    private final EdgeMetrics metrics;
    private final InstantSource clock = Clock.systemUTC();
    private final Partners partners = new Partners();
    private final LocalDomains locals = new LocalDomains();
    private final EdgeDirectory edges = new EdgeDirectory();
    private final CertificateStore certificates;
    private final CertificateRequests requests;
    private final AuthorityStore authorities;
    private final DevelopmentAuthority development;
    private final Confirmations confirmations;
    private final SplicedPairs spliced;
    private final Barriers barriers;
    private final EdgeOnBus bus;
    private final S2sEndpoint endpoint;
    private volatile int port;
    private volatile @Nullable Thread joining;

    Edge(EdgeSettings settings, EdgeMetrics metrics, Vertx vertx) throws IOException {
        EdgeSettings.S2s s2s = settings.edge();
        this.settings = settings;
        this.metrics = metrics;
        this.certificates = new CertificateStore(settings.data(), clock);
        this.requests = new CertificateRequests(settings.data());
        this.authorities = new AuthorityStore(settings.data(), s2s.trustPublicAuthorities());
        this.development = new DevelopmentAuthority(settings.data(), clock);
        this.bus = new EdgeOnBus(settings, metrics, clock);
        this.confirmations = new Confirmations(s2s.id(), partners, locals, bus::announce);
        this.spliced = new SplicedPairs(s2s.id(), locals, clock, bus::announce);
        LegacyGateway legacy = s2s.legacyGateway().gateway().orElse(null);
        this.barriers = new Barriers(s2s.id(), edges::isRunning, confirmations::answered);
        Revocations revocations = s2s.checkRevocation() ? Revocations.asked(clock) : Revocations.NOT_ASKED;
        EdgeFacts facts = new EdgeFacts(
                partners,
                locals,
                domain -> certificates.find(domain).isPresent(),
                DialbackSecret.of(s2s.dialbackSecret(), settings.data()),
                legacy != null);
        this.endpoint = new S2sEndpoint(
                s2s.id(),
                vertx,
                facts,
                new Tls(certificates::find, authorities::anchors, clock, revocations),
                barriers,
                bus,
                resolver(s2s),
                new StreamTimes(s2s.establishmentTimeout(), s2s.closingTimeout(), ACKNOWLEDGEMENT, s2s.idleTimeout()),
                new S2sServer.Bounds(
                        s2s.maxConnections(), s2s.maxConnectionsPerAddress(), s2s.maxAttemptsPerAddress(), BACKLOG),
                legacy,
                new SpliceNews(spliced, metrics, legacy != null));
        revocations.onChange(endpoint.table()::certificatesChanged);
        metrics.watch(endpoint);
    }

    private static PartnerResolver resolver(EdgeSettings.S2s s2s) throws IOException {
        RandomGenerator random = new Random();
        return s2s.dnssecResolver().isPresent()
                ? PartnerResolver.validating(s2s.dnssecResolver().get(), random)
                : PartnerResolver.asking(s2s.resolver().orElse(null), random);
    }

    void start(@Observes StartupEvent started) throws IOException, InterruptedException {
        port = endpoint.bind(settings.edge().s2sHost(), settings.edge().s2sPort());
        LOG.infof("listening for partners host=%s port=%d", settings.edge().s2sHost(), port);
        if (settings.edge().directTlsPort().isPresent()) {
            int direct = endpoint.bindDirect(
                    settings.edge().s2sHost(), settings.edge().directTlsPort().getAsInt());
            LOG.infof(
                    "listening for partners with direct TLS host=%s port=%d",
                    settings.edge().s2sHost(), direct);
            if (endpoint.isSplicing()) {
                LOG.warn("partners of the legacy gateway are refused where they come by direct TLS: what is inside it"
                        + " cannot be passed through; leave rehome.edge.direct-tls-port unset while there are any");
            }
        }
        joining = Thread.ofVirtual().name("edge-start").start(this::join);
    }

    /// Waits for the broker and the facts, then takes streams and lanes.
    private void join() {
        try {
            bus.join(partners, locals, edges, confirmations, spliced, barriers, endpoint);
            endpoint.open();
            boolean facade = settings.edge().legacyGateway().gateway().isPresent();
            bus.announce(new EdgeEvent.EdgeStarted(settings.edge().id(), publicHost(), port, facade));
            certificates.all().forEach(this::announce);
            bus.takeLanes();
            while (!Thread.currentThread().isInterrupted()) {
                watchExpiry();
                Thread.sleep(settings.edge().certificateScan());
                rescan();
            }
        } catch (InterruptedException e) {
            LOG.debug("edge stops");
        } catch (RuntimeException e) {
            LOG.fatal("edge cannot start", e);
            Quarkus.asyncExit(1);
        }
    }

    private void rescan() {
        try {
            for (Domain changed : certificates.rescan()) {
                certificates.find(changed).ifPresent(credential -> announce(changed, credential));
            }
        } catch (IOException e) {
            LOG.warnf("certificates not looked at error=%s", e.getMessage());
        }
    }

    /// Says of each certificate once when its end has come near, also when the edge was started anew meanwhile.
    private void watchExpiry() {
        Instant now = clock.instant();
        metrics.certificates(certificates.all(), now);
        String edge = settings.edge().id();
        certificates.all().forEach((domain, credential) -> Expiry.due(
                        edge, domain, credential, now, edges.warning(edge, domain))
                .ifPresent(warning -> {
                    LOG.warnf(
                            "certificate expires local=%s notAfter=%s, within %d days",
                            domain, warning.notAfter(), warning.days());
                    edges.warned(warning);
                    bus.announce(warning);
                }));
    }

    /// Says that a certificate is in use.
    public void announce(Domain domain, Credential credential) {
        bus.announce(new EdgeEvent.CertificateActivated(
                settings.edge().id(),
                domain,
                credential.names(),
                credential.fingerprint(),
                credential.notBefore(),
                credential.notAfter()));
    }

    private String publicHost() {
        return settings.edge().publicHost().orElseGet(() -> {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (IOException e) {
                return "localhost";
            }
        });
    }

    /// Ends in order: no new streams, what was sent is confirmed, what peers have on their way is taken and durable,
    /// and then the others are told.
    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        endpoint.refuse();
        Thread start = joining;
        if (start != null) {
            start.interrupt();
            start.join();
        }
        bus.releaseLanes();
        endpoint.endStreams(settings.edge().closingTimeout().plusSeconds(3));
        bus.leave(new EdgeEvent.EdgeStopped(settings.edge().id(), publicHost(), port));
        endpoint.close();
    }

    /// The S2S port; 0 before it is bound.
    public int port() {
        return port;
    }

    /// True when the facts are known and streams are taken.
    public boolean ready() {
        return bus.caughtUp();
    }

    /// Whether a partner is known as paused.
    boolean partnerIsPaused(Domain partner) {
        return partners.find(partner)
                .filter(known -> known.standing() == Standing.PAUSED)
                .isPresent();
    }

    /// Whether a partner is known as enabled.
    boolean partnerIsEnabled(Domain partner) {
        return partners.find(partner)
                .filter(known -> known.standing() == Standing.ENABLED)
                .isPresent();
    }

    public CertificateStore certificates() {
        return certificates;
    }

    public CertificateRequests requests() {
        return requests;
    }

    public AuthorityStore authorities() {
        return authorities;
    }

    public DevelopmentAuthority development() {
        return development;
    }

    public EdgeDirectory edges() {
        return edges;
    }

    public S2sEndpoint endpoint() {
        return endpoint;
    }
}
