package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.delivery.Answer;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.PairPath;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.EdgeFacts;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.trust.Anchors;
import org.rehome.edge.zone.PartnerResolver;
import org.rehome.edge.zone.TestDns;
import org.rehome.lab.certificate.LabIdentity;

/// The edge's sockets without a broker: real TCP, TLS and DNS; what is accepted is kept in memory, and can wait.
final class TestEdge implements StreamEvents, AutoCloseable {
    final World world;
    final TestDns dns = new TestDns();
    final Set<X509Certificate> anchors = ConcurrentHashMap.newKeySet();
    final Map<Domain, Credential> credentials = new ConcurrentHashMap<>();
    final Barriers barriers = new Barriers("edge-1", "edge-2"::equals, pair -> {});
    final List<HandshakeFailure> failures = new CopyOnWriteArrayList<>();
    final List<String> changes = new CopyOnWriteArrayList<>();
    final List<Authentication> methods = new CopyOnWriteArrayList<>();
    final List<Answer.Elsewhere> forwarded = new CopyOnWriteArrayList<>();
    private final List<LaneStanza> published = new ArrayList<>();
    private final ConcurrentLinkedQueue<Consumer<@Nullable Exception>> heldBack = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private @Nullable S2sEndpoint endpoint;
    private volatile boolean holdsBack;
    private volatile boolean fails;
    private boolean validating;
    private Revocations revocations = Revocations.NOT_ASKED;
    private Duration establishment = Duration.ofSeconds(20);
    private Duration idle = Duration.ofMinutes(30);
    private Duration acknowledgement = Duration.ofSeconds(5);
    private S2sServer.Bounds bounds = new S2sServer.Bounds(200, 100, 0, Long.MAX_VALUE);
    private @Nullable LegacyGateway legacy;
    final SpliceTally splices = new SpliceTally();
    private int port;

    TestEdge(World world) throws IOException {
        this.world = world;
    }

    TestEdge credential(String domain, LabIdentity identity) {
        credentials.put(Domain.parse(domain), new Credential(identity.chain(), identity.key()));
        return this;
    }

    TestEdge trust(X509Certificate authority) {
        anchors.add(authority);
        return this;
    }

    TestEdge establishment(Duration limit) {
        establishment = limit;
        return this;
    }

    TestEdge idle(Duration limit) {
        idle = limit;
        return this;
    }

    TestEdge acknowledgement(Duration limit) {
        acknowledgement = limit;
        return this;
    }

    TestEdge bounds(int all, int perAddress) {
        bounds = new S2sServer.Bounds(all, perAddress, 0, Long.MAX_VALUE);
        return this;
    }

    TestEdge attempts(int inAMinute) {
        bounds = new S2sServer.Bounds(200, 100, inAMinute, Long.MAX_VALUE);
        return this;
    }

    TestEdge backlog(long bytes) {
        bounds = new S2sServer.Bounds(200, 100, 0, bytes);
        return this;
    }

    TestEdge legacy(LegacyGateway gateway) {
        legacy = gateway;
        return this;
    }

    /// Asks partners' authorities what they have revoked.
    TestEdge asking(Revocations asked) {
        revocations = asked;
        return this;
    }

    /// Its resolver validates DNSSEC.
    TestEdge validating() {
        validating = true;
        return this;
    }

    TestEdge start() throws IOException, InterruptedException {
        bind(0);
        endpoint().open();
        return this;
    }

    int bind(int wanted) throws IOException, InterruptedException {
        EdgeFacts facts = new EdgeFacts(
                world.partners, world.locals, domain -> credential(domain).isPresent(), World.SECRET, legacy != null);
        endpoint = new S2sEndpoint(
                "edge-1",
                vertx,
                facts,
                new Tls(this::credential, () -> Anchors.of(anchors), Clock.systemUTC(), revocations),
                barriers,
                this,
                validating
                        ? PartnerResolver.validating(dns.validating().address(), new Random(1))
                        : PartnerResolver.asking(dns.address(), new Random(1)),
                new StreamTimes(establishment, Duration.ofSeconds(3), acknowledgement, idle),
                bounds,
                legacy,
                splices);
        revocations.onChange(endpoint().table()::certificatesChanged);
        port = endpoint().bind("127.0.0.1", wanted);
        return port;
    }

    private Optional<Credential> credential(Domain domain) {
        return Optional.ofNullable(credentials.get(domain));
    }

    /// Listens on a second port, where peers begin with TLS.
    int bindDirect() throws IOException, InterruptedException {
        return endpoint().bindDirect("127.0.0.1", 0);
    }

    S2sEndpoint endpoint() {
        if (endpoint == null) {
            throw new IllegalStateException("not started");
        }
        return endpoint;
    }

    int port() {
        return port;
    }

    List<StreamReport> streams() throws InterruptedException {
        return endpoint().table().reports(Duration.ofSeconds(5));
    }

    PairPath path(String local, String partner) {
        return new PairPath(
                new DomainPair(Domain.parse(local), Domain.parse(partner)),
                endpoint().outbound(),
                barriers,
                Duration.ofSeconds(5));
    }

    /// Tells no stanza as durable until `letGo`.
    void holdBack() {
        holdsBack = true;
    }

    void letGo() {
        holdsBack = false;
        for (Consumer<@Nullable Exception> each = heldBack.poll(); each != null; each = heldBack.poll()) {
            each.accept(null);
        }
    }

    /// Tells the one that was held back at this place as durable, before all others.
    void letGo(int place) {
        List<Consumer<@Nullable Exception>> all = List.copyOf(heldBack);
        Consumer<@Nullable Exception> one = all.get(place);
        heldBack.remove(one);
        one.accept(null);
    }

    /// Accepts nothing from now on.
    void fail() {
        fails = true;
    }

    int heldBack() {
        return heldBack.size();
    }

    List<LaneStanza> published() {
        synchronized (published) {
            return List.copyOf(published);
        }
    }

    List<String> publishedXml() {
        return published().stream()
                .map(each -> new String(each.xml(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void publish(LaneStanza stanza, Consumer<@Nullable Exception> accepted) {
        if (fails) {
            accepted.accept(new IllegalStateException("the broker is gone"));
            return;
        }
        synchronized (published) {
            published.add(stanza);
        }
        if (holdsBack) {
            heldBack.add(accepted);
        } else {
            accepted.accept(null);
        }
    }

    @Override
    public void forward(Answer.Elsewhere answer, Consumer<@Nullable Exception> accepted) {
        forwarded.add(answer);
        if (holdsBack) {
            heldBack.add(accepted);
        } else {
            accepted.accept(null);
        }
    }

    @Override
    public void accepted(Domain partner) {}

    @Override
    public void certificateChanged(Domain partner) {
        changes.add(partner.name());
    }

    @Override
    public void established(boolean inbound, Authentication method) {
        methods.add(method);
    }

    @Override
    public void handshakeFailed(boolean inbound, String partner, HandshakeFailure failure) {
        failures.add(failure);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        dns.close();
    }
}
