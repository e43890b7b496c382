package org.rehome.gateway.world;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.LaneBatch;
import org.rehome.backbone.lane.LaneConsumer;
import org.rehome.backbone.lane.LaneHandler;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.backbone.lane.Verdict;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.CertificateActivated;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerNotConfirming;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.event.MoveEvent;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.PoolEvent;
import org.rehome.contracts.event.PoolEvent.DomainHomed;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.pool.PoolBuilder;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.server.Received;
import org.rehome.lab.stanza.Stanza;

/// Everything around a gateway: two simulated pools, and, by their topics, the user directory and an edge.
/// A ledger accounts for every message.
public final class World implements AutoCloseable {
    public static final String SECRET = "lab-secret";
    public static final PoolName LEGACY = new PoolName("legacy");
    public static final PoolName NEW = new PoolName("new");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("\\sid=['\"]([^'\"]*)['\"]");
    private static @Nullable World shared;

    private final KafkaSettings kafka;
    private final EventPublisher directory;
    private final LaneProducer edge;
    private final LaneConsumer edgeOutbound;
    private final Facts moves;
    private final SimulatedPool legacy;
    private final SimulatedPool fresh;
    private final org.rehome.backbone.ledger.Ledger accounts;
    private volatile Ledger ledger = new Ledger();
    private final List<LaneStanza> outbound = new CopyOnWriteArrayList<>();
    private final List<Stanza> leftByLegacy = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Set<String> mute = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> deliveredOn = new ConcurrentHashMap<>();
    private final Map<String, UserQuiesced> quiesced = new ConcurrentHashMap<>();

    public World(String bootstrapServers) throws IOException, InterruptedException {
        this(bootstrapServers, false);
    }

    /// @param hooked whether the pools have hooks; the legacy one's own federation then reaches every partner
    public World(String bootstrapServers, boolean hooked) throws IOException, InterruptedException {
        kafka = new KafkaSettings(bootstrapServers, "world");
        TopicSetup.ensure(kafka);
        directory = new EventPublisher(kafka, "/world");
        edge = new LaneProducer(kafka);
        PoolBuilder old = SimulatedPool.named("legacy").domain("example.test").anyComponent(SECRET);
        PoolBuilder modern = SimulatedPool.named("new")
                .domain("example.test")
                .domain("second.test")
                .anyComponent(SECRET)
                .answers(SimulatedPool.Answers.ON_CAPTURE)
                .conflict(SimulatedPool.Conflict.KICK_OLD);
        legacy = (hooked ? old.hook() : old).start();
        fresh = (hooked ? modern.hook() : modern).start();
        if (hooked) {
            legacy.hook().federation(this::leftByLegacy);
        }
        legacy.listen(stanza -> arrived("legacy", stanza));
        fresh.listen(stanza -> arrived("new", stanza));
        accounts = new org.rehome.backbone.ledger.Ledger(directory, "world");
        edgeOutbound = new LaneConsumer(
                kafka,
                "edge-outbound",
                Topics.STANZAS_OUTBOUND,
                new Edge(),
                edge,
                accounts.of(Topics.STANZAS_OUTBOUND));
        moves = Facts.of(kafka).listen(Topics.MOVES, new Moves()).start();
        register();
    }

    /// One world for all tests that share a gateway.
    private static synchronized World shared() {
        try {
            if (shared == null) {
                String bootstrapServers =
                        ConfigProvider.getConfig().getValue("rehome.kafka.bootstrap-servers", String.class);
                shared = new World(bootstrapServers);
            }
            return shared;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The shared world when its gateway is ready, at the beginning of a test.
    public static World ready() {
        World world = shared();
        await().atMost(READY).until(() -> given().get("/q/health/ready").statusCode() == 200);
        world.begin();
        return world;
    }

    /// Begins a test: with an account of its own, certificates, and a global policy that admits everybody.
    public void begin() {
        ledger = new Ledger();
        certificates();
        policy("global", true, true);
    }

    private void register() {
        Domain example = Domain.parse("example.test");
        Domain second = Domain.parse("second.test");
        publish(new PoolRegistered(LEGACY, null, List.of(example), true, link(legacy), null, false, 1));
        publish(new PoolRegistered(NEW, null, List.of(example, second), false, link(fresh), null, false, 1));
        publish(new DomainHomed(example, LEGACY, 1));
        publish(new DomainHomed(second, NEW, 1));
    }

    private static Link link(SimulatedPool pool) {
        return pool.hooked() ? new Link(Link.HOOK, "127.0.0.1", pool.port(), null, null, "lab") : link(pool.port());
    }

    public static Link link(int port) {
        return new Link("component", "127.0.0.1", port, port, null, "lab");
    }

    public SimulatedPool legacy() {
        return legacy;
    }

    public SimulatedPool fresh() {
        return fresh;
    }

    /// Waits until every message has arrived or come back, and a moment for what may still come twice.
    public LedgerReport settled() throws InterruptedException {
        assertThat(ledger.settle(SOON, Duration.ofMillis(300)))
                .as("outstanding %d", ledger.outstanding())
                .isTrue();
        return ledger.report();
    }

    public Ledger ledger() {
        return ledger;
    }

    /// What the edge got, in order.
    public List<LaneStanza> outbound() {
        return outbound;
    }

    /// What the edge got for a partner's domain, in order.
    public List<LaneStanza> outboundTo(String domain) {
        return outbound.stream()
                .filter(each -> each.to().domain().name().equals(domain))
                .toList();
    }

    /// What a local user got, on whatever pool.
    public List<Received> receivedBy(String user) {
        return received.stream().filter(each -> each.user().equals(user)).toList();
    }

    /// How many messages a user got on a pool.
    public long deliveredOn(String pool, String user) {
        return deliveredOn
                .computeIfAbsent(pool + " " + user, missing -> new AtomicLong())
                .get();
    }

    // --- the user directory ---

    public void publish(PoolEvent event) {
        directory.publish(Topics.POOLS, event).join();
    }

    public void publish(UserEvent event) {
        directory.publish(Topics.USERS, event).join();
    }

    public void publish(FederationEvent event) {
        directory.publish(Topics.FEDERATION, event).join();
    }

    public void removePool(String pool) {
        directory.remove(Topics.POOLS, "pool/" + pool).join();
    }

    public void policy(String name, boolean federation, boolean xmpp) {
        publish(new PolicyChanged(name, null, federation, xmpp, 1));
    }

    /// A user with accounts and sessions on both pools, at home on one.
    public void homed(String user, PoolName pool, long epoch, @Nullable String policy) {
        for (SimulatedPool each : List.of(legacy, fresh)) {
            each.addUser(user);
            each.login(user);
        }
        publish(new UserHomed(Jid.parse(user), pool, epoch, policy));
    }

    /// The first half of a move: returns when the gateway has said that the user's lane is quiet.
    public UserQuiesced quiesce(String user, PoolName from, PoolName to, long epoch) {
        String move = UUID.randomUUID().toString();
        publish(new UserMoving(Jid.parse(user), from, to, epoch, move, null));
        return await().atMost(Duration.ofSeconds(20)).until(() -> quiesced.get(move), answer -> answer != null);
    }

    /// What a gateway has answered to a move; null when nothing yet.
    public @Nullable UserQuiesced answer(String move) {
        return quiesced.get(move);
    }

    // --- an edge ---

    public void publish(EdgeEvent event) {
        directory.publish(Topics.EDGES, event).join();
    }

    private void certificates() {
        Instant now = Instant.now();
        for (String domain : List.of("example.test", "second.test")) {
            publish(new CertificateActivated(
                    "edge-1",
                    Domain.parse(domain),
                    List.of(domain),
                    "00",
                    now.minusSeconds(60),
                    now.plusSeconds(3600)));
        }
    }

    public void confirming(String partner, boolean confirms) {
        for (String local : List.of("example.test", "second.test")) {
            Domain of = Domain.parse(local);
            Domain domain = Domain.parse(partner);
            publish(
                    confirms
                            ? new PartnerConfirming(of, domain, "edge-1", "ping")
                            : new PartnerNotConfirming(of, domain, "edge-1", "no answer"));
        }
    }

    /// A partner that was enabled and confirms, and whose pairs were switched, without asking the gateway's REST.
    public void enabled(Partner partner) {
        publish(new FederationEnabled(partner, 1, null));
        confirming(partner.domain().name(), true);
        for (String local : List.of("example.test", "second.test")) {
            publish(new PairSwitched(
                    Domain.parse(local),
                    partner.domain(),
                    System.currentTimeMillis(),
                    new Way(Side.Edge, null),
                    null,
                    List.of()));
        }
    }

    /// A partner's user writes to a local one: by the edge, to the lane.
    public void fromPartner(String from, String to) {
        Token token = ledger.sent(new Pair(from, to), org.rehome.lab.stanza.StanzaKind.MESSAGE);
        inject(from, to, StanzaKind.MESSAGE, message(from + "/pc", to, token.toString()));
    }

    /// Anything that an edge accepted.
    public void inject(String from, String to, StanzaKind kind, String xml) {
        Jid recipient = Jid.parse(to);
        LaneStanza stanza = new LaneStanza(
                LaneStanza.inboundLane(recipient),
                Jid.parse(from + "/pc"),
                recipient,
                kind,
                Instant.now(),
                "edge-1/s2s/1",
                "t",
                null,
                xml.getBytes(UTF_8));
        edge.publish(Topics.STANZAS_INBOUND, stanza, failure -> {
            if (failure != null) {
                throw new IllegalStateException(failure);
            }
        });
    }

    public static String message(String from, String to, String id) {
        return "<message xmlns='jabber:server' type='chat' from='" + from + "' to='" + to + "' id='" + id + "'><body>"
                + id.replace(">", "&gt;") + "</body></message>";
    }

    /// A local user writes to a partner's, on one of the pools.
    public void fromUser(SimulatedPool pool, String from, String to) {
        Token token = ledger.sent(new Pair(from, to), org.rehome.lab.stanza.StanzaKind.MESSAGE);
        if (!pool.send(from, Stanza.message(to, token.toString(), token.toString()))) {
            throw new IllegalStateException(from + " has no session on pool " + pool.name());
        }
    }

    /// Whether a partner leaves unanswered what it is asked by the legacy server.
    public void mute(String partner, boolean silent) {
        if (silent) {
            mute.add(partner);
        } else {
            mute.remove(partner);
        }
    }

    /// What the legacy server sent by its own federation, in order.
    public List<Stanza> leftByLegacy() {
        return leftByLegacy;
    }

    private void leftByLegacy(Stanza stanza) {
        if (stanza.isRequest()) {
            // a partner answers what it is asked, on its stream to the legacy server
            if (!mute.contains(stanza.to().orElseThrow().domain())) {
                legacy.received(stanza.result());
            }
            return;
        }
        leftByLegacy.add(stanza);
        Token.parse(stanza.id()).ifPresent(token -> {
            if (stanza.isError()) {
                ledger.returned(token, stanza.condition().orElse("?"));
            } else {
                ledger.delivered(token);
            }
        });
    }

    /// A partner's user writes to a local one, by the legacy server's own federation.
    public void fromPartnerByLegacy(String from, String to) {
        Token token = ledger.sent(new Pair(from, to), org.rehome.lab.stanza.StanzaKind.MESSAGE);
        legacy.received(Stanza.message(to, token.toString(), token.toString()).from(from + "/pc"));
    }

    private void arrived(String pool, Received each) {
        received.add(each);
        Optional<Token> token = Token.parse(each.stanza().id());
        if (token.isEmpty()) {
            return;
        }
        if (each.stanza().isError()) {
            ledger.returned(token.get(), each.stanza().condition().orElse("?"));
        } else if (token.get().pair().recipient().equals(each.user())) {
            deliveredOn
                    .computeIfAbsent(pool + " " + each.user(), missing -> new AtomicLong())
                    .incrementAndGet();
            ledger.delivered(token.get(), each.at());
        } else {
            ledger.misdelivered(token.get(), each.user());
        }
    }

    /// An edge that needs no facts, and whose partners take everything at once.
    private final class Edge implements LaneHandler, LaneStream {
        @Override
        public void assigned(int partition, boolean handedOver) {
            // nothing to wait for
        }

        @Override
        public Verdict decide(LaneStanza stanza, Duration held) {
            return new Verdict.Deliver(this);
        }

        @Override
        public Verdict unconfirmed(LaneStanza stanza) {
            throw new AssertionError("all is confirmed");
        }

        @Override
        public void send(LaneBatch batch) {
            batch.stanzas().forEach(this::arrived);
            batch.confirmed(batch.stanzas().size());
        }

        private void arrived(LaneStanza stanza) {
            Matcher id = ID.matcher(new String(stanza.xml(), UTF_8));
            Optional<Token> token = id.find() ? Token.parse(id.group(1).replace("&gt;", ">")) : Optional.empty();
            token.ifPresent(found -> {
                if (stanza.kind() == StanzaKind.MESSAGE) {
                    ledger.delivered(found);
                } else {
                    ledger.returned(found, stanza.returned() == null ? "by-the-pool" : stanza.returned());
                }
            });
            outbound.add(stanza);
        }

        @Override
        public String name() {
            return "partners";
        }

        @Override
        public Domain partner(LaneStanza stanza) {
            return stanza.to().domain();
        }

        @Override
        public @Nullable String pool(LaneStanza stanza, LaneStream stream) {
            return null;
        }

        @Override
        public void revoked(int partition) {
            // nothing is in flight
        }

        @Override
        public void delivered(List<LaneStanza> stanzas) {
            // the ledger knows
        }

        @Override
        public void returned(LaneStanza stanza, String reason) {
            throw new AssertionError("all is delivered");
        }

        @Override
        public void dropped(LaneStanza stanza, String reason) {
            throw new AssertionError("all is delivered");
        }

        @Override
        public void uncertain(List<LaneStanza> stanzas, String reason) {
            throw new AssertionError("all is confirmed");
        }

        @Override
        public LaneStanza sentAgain(LaneStanza stanza) {
            throw new AssertionError("all is confirmed");
        }

        @Override
        public void deferred(List<LaneStanza> stanzas) {
            throw new AssertionError("nothing waits");
        }
    }

    private final class Moves implements FactListener<MoveEvent> {
        @Override
        public void changed(MoveEvent event) {
            if (event instanceof UserQuiesced answer) {
                quiesced.put(answer.move(), answer);
            }
        }

        @Override
        public void removed(String key) {
            // moves are a log
        }
    }

    @Override
    public void close() {
        edgeOutbound.close();
        accounts.close();
        moves.close();
        edge.close();
        directory.close();
        legacy.close();
        fresh.close();
    }
}
