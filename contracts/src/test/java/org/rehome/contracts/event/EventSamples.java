package org.rehome.contracts.event;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.CaptureEvent.CaptureOpened;
import org.rehome.contracts.event.CaptureEvent.SlotOffered;
import org.rehome.contracts.event.CaptureEvent.SlotReleased;
import org.rehome.contracts.event.CaptureEvent.SlotTaken;
import org.rehome.contracts.event.ConfirmationEvent.PingAnswered;
import org.rehome.contracts.event.DnsEvent.CutoverCompleted;
import org.rehome.contracts.event.DnsEvent.CutoverPlanned;
import org.rehome.contracts.event.DnsEvent.CutoverRolledBack;
import org.rehome.contracts.event.DnsEvent.CutoverVerified;
import org.rehome.contracts.event.DnsEvent.RecordsChanged;
import org.rehome.contracts.event.EdgeEvent.CertificateActivated;
import org.rehome.contracts.event.EdgeEvent.CertificateExpiring;
import org.rehome.contracts.event.EdgeEvent.EdgeStarted;
import org.rehome.contracts.event.EdgeEvent.EdgeStopped;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerNotConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.contracts.event.EdgeEvent.PartnerStreamsEnded;
import org.rehome.contracts.event.EdgeEvent.PartnerUnspliced;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeProposal;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Before;
import org.rehome.contracts.event.FederationEvent.Closed;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.event.FederationEvent.LinkLost;
import org.rehome.contracts.event.FederationEvent.LinkOpened;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.PairAnswered;
import org.rehome.contracts.event.FederationEvent.PairQuiesced;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.contracts.event.FederationEvent.PartnerStaged;
import org.rehome.contracts.event.FederationEvent.PartnerSwitching;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.PoolProbed;
import org.rehome.contracts.event.FederationEvent.PresenceRepairOrdered;
import org.rehome.contracts.event.FederationEvent.PresenceRepairReported;
import org.rehome.contracts.event.FederationEvent.RepairCounts;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Stage;
import org.rehome.contracts.event.FederationEvent.StragglerSeen;
import org.rehome.contracts.event.FederationEvent.SwitchReported;
import org.rehome.contracts.event.FederationEvent.SwitchState;
import org.rehome.contracts.event.FederationEvent.Waited;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.contracts.event.MoveEvent.MoveCancelled;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;
import org.rehome.contracts.event.MoveEvent.MovePaused;
import org.rehome.contracts.event.MoveEvent.MoveResumed;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.MoveEvent.UserMoveCancelled;
import org.rehome.contracts.event.MoveEvent.UserMoveFailed;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.PoolEvent.DomainHomed;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;

/// One event of each type, as it may really occur; every member of it is there.
public final class EventSamples {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Domain LOCAL = Domain.parse("example.test");
    private static final Domain PARTNER = Domain.parse("partner1.test");
    private static final Jid USER = Jid.parse("alice@example.test");
    private static final PoolName LEGACY = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final String MOVE = "f3b1c6d2-6c0e-4a53-9f59-0f5f6f0f7d11";
    private static final String CUTOVER = "0b9b7a0e-53f1-4c53-8a39-4d1e3b1a2c33";
    private static final String EDGE = "edge-1";
    private static final String GATEWAY = "gateway-1";

    private static final Map<Class<? extends Event>, Sample> ALL = new LinkedHashMap<>();

    static {
        users();
        pools();
        moves();
        federation();
        captures();
        confirmations();
        edges();
        dns();
        ledger();
    }

    /// @param expectedKey written out here, not computed: a changed key is a changed contract
    public record Sample(
            Event event,
            String expectedKey,
            String source,
            @Nullable String sequence) {

        public EventEnvelope<Event> envelope() {
            return new EventEnvelope<>("6e3bd3f5-21f4-4b5a-8a0a-0c2f5d3c9f10", source, TIME, sequence, event);
        }
    }

    private EventSamples() {}

    /// @throws NullPointerException when a new event has no sample yet
    public static Sample of(Class<? extends Event> type) {
        return Objects.requireNonNull(
                ALL.get(type), () -> "no sample of " + type.getSimpleName() + ": add one to EventSamples");
    }

    private static void users() {
        directory("alice@example.test", new UserHomed(USER, LEGACY, 1, "federated-staff"));
        directory("alice@example.test", new UserMoving(USER, LEGACY, NEW, 2, MOVE, "federated-staff"));
    }

    private static void pools() {
        Link link = new Link("component", "127.0.0.1", 5347, 5348, "gw.example.test", "legacy-pool");
        directory(
                "pool/legacy",
                new PoolRegistered(
                        LEGACY, "the old server", List.of(LOCAL), true, link, "xmpp.example.test:5222", false, 3));
        directory("domain/example.test", new DomainHomed(LOCAL, LEGACY, 1));
        directory(
                "policy/federated-staff",
                new PolicyChanged("federated-staff", "may talk to XMPP partners", true, true, 2));
    }

    private static void moves() {
        String reversed = "5f0f8a8e-0a4e-4d4c-8e50-3a2f1e1d0c22";
        directory(MOVE, new MoveStarted(MOVE, NEW, 120, reversed, false));
        add(
                MOVE,
                new UserQuiesced(MOVE, USER, 2, GATEWAY, "she has no account", new AccountData(12, 1, 3)),
                "/gateway/gateway-1",
                null);
        directory(MOVE, new UserMoved(MOVE, USER, LEGACY, NEW, 3, 42));
        directory(MOVE, new UserMoveFailed(MOVE, USER, "the pool \"new\" did not answer"));
        directory(MOVE, new UserMoveCancelled(MOVE, USER));
        directory(MOVE, new MovePaused(MOVE));
        directory(MOVE, new MoveResumed(MOVE));
        directory(MOVE, new MoveCancelled(MOVE));
        directory(MOVE, new MoveCompleted(MOVE, 99, 1, 20));
    }

    private static void federation() {
        Partner partner = new Partner(
                PARTNER,
                List.of(Domain.parse("chat.partner1.test")),
                "our first partner",
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Optional,
                true,
                true,
                20,
                "xmpp.partner1.test",
                List.of("a7136eb1f46c9ef18c5e78c36ca257067c69b3d518285f0b18a96c33beae9acc"),
                Confirmation.StreamManagement,
                200,
                1_000_000,
                true);
        gateway("partner/partner1.test", new PartnerConfigured(partner, 1));
        gateway("partner/partner1.test", new PartnerStaged(partner, 2));
        Rollout rollout = new Rollout(List.of(Jid.parse("alice@example.test")), 10);
        Closed closed = new Closed(TIME, "its servers find the edge");
        gateway(
                "partner/partner1.test",
                new FederationEnabled(partner, 2, "no certificate covers example.test", rollout, closed));
        gateway("partner/partner1.test", new FederationPaused(partner, 3, "the partner asked for it", rollout, closed));
        gateway("partner/partner1.test", new FederationReturned(partner, 4, "errors after the cut-over"));
        gateway(
                "partner/partner1.test",
                new PartnerSwitching(
                        partner,
                        5,
                        Side.Legacy,
                        Stage.Outbound,
                        new Before("enabled", rollout, "no certificate covers example.test", "maintenance", closed),
                        rollout,
                        "no certificate covers example.test",
                        "errors after the cut-over",
                        TIME));
        gateway(
                "switch/partner1.test",
                new SwitchReported(
                        PARTNER,
                        5,
                        Side.Legacy,
                        SwitchState.Waiting,
                        "streams: edge-1 has not said that the partner's streams have ended",
                        List.of(new Waited("outbound", 180))));
        gateway(
                "pair/example.test>partner1.test",
                new PairSwitching(
                        LOCAL, PARTNER, 1767225600000L, new Way(Side.Edge, rollout), new Way(Side.Edge, rollout)));
        gateway(
                "pair/example.test>partner1.test",
                new PairSwitched(
                        LOCAL,
                        PARTNER,
                        1767225600000L,
                        new Way(Side.Edge, rollout),
                        "answer: the partner has not answered",
                        List.of(new Waited("drained", 70))));
        gateway(
                "quiesced/gateway-1/example.test>partner1.test",
                new PairQuiesced(LOCAL, PARTNER, 1767225600000L, GATEWAY));
        gateway(
                "answered/example.test>partner1.test",
                new PairAnswered(LOCAL, PARTNER, "rehome-5f0c2d6f1b7a4e31c0a59d42"));
        gateway(
                "straggler/gateway-1/example.test>partner1.test",
                new StragglerSeen(PARTNER, LOCAL, GATEWAY, 12, Instant.parse("2026-01-01T00:00:00Z"), TIME));
        gateway("link/new/gateway-1", new LinkOpened(NEW, GATEWAY));
        gateway("link/new/gateway-1", new LinkLost(NEW, GATEWAY, "connection refused"));
        Jid contact = Jid.parse("romeo@partner1.test");
        gateway("contact/alice@example.test/romeo@partner1.test", new ContactAdded(USER, contact));
        gateway(
                "held/inbound/partner/partner1.test",
                new HeldReturnOrdered(Direction.Inbound, HeldScope.Partner, "partner1.test", TIME));
        gateway(
                "held/outbound/lane/example.test>partner1.test",
                new HeldReleaseOrdered(Direction.Outbound, HeldScope.Lane, "example.test>partner1.test", TIME));
        gateway("probe/example.test>partner1.test", new PartnerProbeOrdered(LOCAL, PARTNER, TIME));
        gateway(
                "pool-probed/new/example.test>partner1.test",
                new PoolProbed(
                        NEW,
                        USER,
                        contact,
                        LOCAL,
                        PARTNER,
                        TIME,
                        TIME.plusSeconds(2),
                        ProbeOutcome.Failed,
                        "returned",
                        ProbeOutcome.Passed,
                        List.of(new ProbeStep(
                                "message",
                                ProbeOutcome.Failed,
                                "returned",
                                "service-unavailable",
                                "It came back; the detail has the condition.",
                                41))));
        gateway("repair/partner1.test", new PresenceRepairOrdered(PARTNER, TIME));
        gateway(
                "repaired/partner1.test",
                new PresenceRepairReported(
                        PARTNER,
                        TIME,
                        false,
                        USER,
                        new RepairCounts(120, 340, 310, 2),
                        "the link to pool new is not open"));
    }

    private static void captures() {
        gateway("slot/3/gateway-1", new SlotTaken(3, GATEWAY));
        gateway("slot/3/gateway-1", new SlotOffered(3, GATEWAY));
        gateway("slot/3/gateway-1", new SlotReleased(3, GATEWAY));
        gateway("capture/new/partner1.test/gateway-1", new CaptureOpened(NEW, PARTNER, GATEWAY));
    }

    private static void confirmations() {
        add(
                EDGE,
                new PingAnswered(EDGE, "rehome-0f3c5a9e1b7d2468ace02468-" + EDGE, LOCAL, PARTNER, "edge-2"),
                "/edge-proxy/edge-2",
                null);
    }

    private static void edges() {
        edge("edge/edge-1", new EdgeStarted(EDGE, "edge1.example.test", 5269, true));
        edge("edge/edge-1", new EdgeStopped(EDGE, "edge1.example.test", 5269));
        edge(
                "certificate/edge-1/example.test",
                new CertificateActivated(
                        EDGE,
                        LOCAL,
                        List.of("example.test", "*.example.test", "_xmpp-server.example.test"),
                        "a7136eb1f46c9ef18c5e78c36ca257067c69b3d518285f0b18a96c33beae9acc",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2027-01-01T00:00:00Z")));
        edge(
                "expiring/edge-1/example.test",
                new CertificateExpiring(
                        EDGE,
                        LOCAL,
                        "a7136eb1f46c9ef18c5e78c36ca257067c69b3d518285f0b18a96c33beae9acc",
                        Instant.parse("2027-01-01T00:00:00Z"),
                        14));
        edge("pair/example.test>partner1.test", new PartnerConfirming(LOCAL, PARTNER, EDGE, "ping"));
        edge(
                "pair/example.test>partner1.test",
                new PartnerNotConfirming(LOCAL, PARTNER, EDGE, "no answer to the ping within 10 s"));
        edge(
                "spliced/example.test>partner1.test",
                new PartnerSpliced(EDGE, PARTNER, LOCAL, Instant.parse("2026-02-01T09:00:00Z")));
        edge("unspliced/edge-1/partner1.test", new PartnerUnspliced(EDGE, PARTNER, 7));
        edge("ended/edge-1/partner1.test", new PartnerStreamsEnded(EDGE, PARTNER, 7));
        edge(
                "probed/edge-1/example.test>partner1.test",
                new PartnerProbed(
                        EDGE,
                        LOCAL,
                        PARTNER,
                        TIME,
                        TIME.plusSeconds(1),
                        ProbeOutcome.Failed,
                        "certificate-expired",
                        ProbeOutcome.Passed,
                        List.of(
                                new ProbeStep("connection", ProbeOutcome.Passed, "ok", "192.0.2.10:5269", null, 12),
                                new ProbeStep(
                                        "identity",
                                        ProbeOutcome.Failed,
                                        "certificate-expired",
                                        "expired on 2026-01-31T00:00:00Z",
                                        "The partner has to renew its certificate.",
                                        0)),
                        new ProbeProposal(Negotiation.Required, Negotiation.Optional, true)));
    }

    private static void dns() {
        String srv = "_xmpp-server._tcp.example.test. 300 IN SRV ";
        List<String> before = List.of(srv + "10 0 5269 legacy.example.test.");
        List<String> after = List.of(srv + "10 0 5269 edge1.example.test.");
        String hash = "7c9fa136d4413fa6173637e883b6998d32e1d675f88cddff9dcbcf331820f4b8";
        dns(new CutoverPlanned(CUTOVER, LOCAL, hash, before, after, "no partner is enabled"));
        dns(new RecordsChanged(CUTOVER, LOCAL, "example.test", 7, after));
        dns(new CutoverVerified(CUTOVER, LOCAL, List.of("127.0.0.1:5300", "192.0.2.53:53")));
        dns(new CutoverRolledBack(CUTOVER, LOCAL, "partner1.test was not reachable"));
        dns(new CutoverCompleted(CUTOVER, LOCAL));
    }

    private static void ledger() {
        LedgerEvent.PartnerAccount account = new LedgerEvent.PartnerAccount(
                PARTNER,
                1_204,
                List.of(new LedgerEvent.Delivered(LEGACY, 800), new LedgerEvent.Delivered(NEW, 380)),
                7,
                1,
                0,
                15);
        add(
                "account/stanzas-inbound/3",
                new LedgerEvent.PartitionAccounted(
                        "stanzas-inbound",
                        3,
                        GATEWAY,
                        TIME,
                        new LedgerEvent.Settled(1_180, "BQED"),
                        new LedgerEvent.Settled(40, ""),
                        List.of(account),
                        0),
                "/gateway/gateway-1",
                null);
        add(
                "unbalanced/stanzas-outbound/0",
                new LedgerEvent.LedgerUnbalanced("stanzas-outbound", 0, EDGE, TIME, 1),
                "/edge-proxy/edge-1",
                null);
    }

    // the directory's events leave by its outbox, which counts them
    private static void directory(String key, Event event) {
        add(key, event, "/user-directory", "0000000000000000042");
    }

    private static void gateway(String key, Event event) {
        add(key, event, "/gateway/gateway-1", null);
    }

    private static void edge(String key, EdgeEvent event) {
        add(key, event, "/edge-proxy/edge-1", null);
    }

    private static void dns(DnsEvent event) {
        add("example.test", event, "/dns-service", null);
    }

    private static void add(String key, Event event, String source, @Nullable String sequence) {
        ALL.put(event.getClass(), new Sample(event, key, source, sequence));
    }
}
