package org.rehome.edge.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.F5;
import static org.rehome.conformance.Requirement.H6;
import static org.rehome.conformance.Requirement.I5;
import static org.rehome.conformance.Requirement.I6;
import static org.rehome.conformance.Requirement.K10;
import static org.rehome.conformance.Requirement.K7;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.lane.Verdict;
import org.rehome.conformance.Spec;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.DeliveryLimits;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.ReturnReason;
import org.rehome.edge.delivery.Returns;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stream.StreamErrorCondition;

@DisplayName("The verdict on an outbound stanza")
final class OutboundLanesTest {
    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration RETURN_AFTER = Duration.ofMinutes(10);
    private static final Duration NOT_HELD = Duration.ZERO;
    private static final Duration HELD = Duration.ofSeconds(30);
    private static final Partner PARTNER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);

    private final HeldOrders orders = new HeldOrders();
    private final World world = new World().local("example.test").enabled(PARTNER);
    private final List<String> told = new ArrayList<>();
    private final List<DomainPair> given = new ArrayList<>();
    private Instant now = RECEIVED;
    private @Nullable Establishment outcome;
    private final InstantSource clock = () -> now;
    private final DeliveryLimits limits = new DeliveryLimits(Duration.ofSeconds(10), RETURN_AFTER);
    private final PairWays ways = new PairWays(
            pair -> outcome == null ? new CompletableFuture<>() : CompletableFuture.completedFuture(outcome),
            new Barriers("edge-1", edge -> false, pair -> {}),
            new Listener(),
            limits,
            pair -> {});
    private final OutboundLanes lanes = new OutboundLanes(
            world.partners,
            orders,
            ways,
            new Returns("edge-1/returns", clock),
            new Listener(),
            limits,
            clock,
            lane -> 7,
            given::add);

    private final class Listener implements DeliveryListener {
        @Override
        public void delivered(DomainPair pair, int stanzas) {
            told.add("delivered " + pair.partner() + " " + stanzas);
        }

        @Override
        public void returned(DomainPair pair, ReturnReason reason) {
            told.add("returned " + reason.wire());
        }

        @Override
        public void uncertain(DomainPair pair, int stanzas) {
            told.add("uncertain " + stanzas);
        }

        @Override
        public void sentAgain() {
            told.add("sent again");
        }

        @Override
        public void deferred(DomainPair pair, int stanzas) {
            told.add("deferred " + stanzas);
        }

        @Override
        public void barrier(Passage passage) {
            told.add("barrier " + passage);
        }

        @Override
        public void outOfReach(DomainPair pair, String reason) {
            told.add("out of reach " + reason);
        }
    }

    private static final class Open implements StanzaStream {
        private final CompletableFuture<String> ended = new CompletableFuture<>();
        private final long maxBytes;

        Open() {
            this(Long.MAX_VALUE);
        }

        Open(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public long maxBytes() {
            return maxBytes;
        }

        @Override
        public boolean acknowledged() {
            return false;
        }

        @Override
        public void send(byte[] bytes, int stanzas, int own) {
            throw new AssertionError("a verdict sends nothing");
        }

        @Override
        public void send(byte[] bytes, int stanzas, IntConsumer handled) {
            throw new AssertionError("a verdict sends nothing");
        }

        @Override
        public void confirmed(int stanzas) {
            throw new AssertionError("a verdict confirms nothing");
        }

        @Override
        public CompletableFuture<String> retiring() {
            return new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<String> ended() {
            return ended;
        }

        @Override
        public void end(StreamErrorCondition condition, String detail) {
            ended.complete(detail);
        }
    }

    private static LaneStanza message() {
        return stanza(StanzaKind.MESSAGE, "<message from='a@example.test' to='b@partner.test' id='m'/>", null);
    }

    private static LaneStanza stanza(StanzaKind kind, String xml, @Nullable String returned) {
        return new LaneStanza(
                "example.test>partner.test",
                Jid.parse("a@example.test"),
                Jid.parse("b@partner.test"),
                kind,
                RECEIVED,
                "test",
                "t1",
                returned,
                xml.getBytes(StandardCharsets.UTF_8));
    }

    private static Verdict.Return returned(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Return.class);
        return (Verdict.Return) verdict;
    }

    @Test
    @DisplayName("is to go out when its pair has a stream")
    void delivers() {
        outcome = new Establishment.Established(new Open());
        assertThat(lanes.decide(message(), NOT_HELD)).isInstanceOf(Verdict.Deliver.class);
    }

    @Test
    @DisplayName("K7: is to go back as policy-violation when it is larger than what the partner takes (XEP-0478 §5)")
    @Spec({K7, I6})
    void tooLarge() {
        int size = message().xml().length;
        outcome = new Establishment.Established(new Open(size - 1));
        Verdict.Return verdict = returned(lanes.decide(message(), NOT_HELD));
        assertThat(verdict.reason()).isEqualTo("stanza-too-large");
        lanes.returned(message(), verdict.reason());
        assertThat(told).containsExactly("returned stanza-too-large");
        LaneStanza error = verdict.reply().to(message()).orElseThrow();
        assertThat(new String(error.xml(), StandardCharsets.UTF_8))
                .contains("<policy-violation ", "to='a@example.test'")
                .doesNotContain(" by=");
    }

    @Test
    @DisplayName("K7: is to go out when it is as large as what the partner takes")
    @Spec(K7)
    void asLarge() {
        outcome = new Establishment.Established(new Open(message().xml().length));
        assertThat(lanes.decide(message(), NOT_HELD)).isInstanceOf(Verdict.Deliver.class);
    }

    @Test
    @DisplayName("H6, XEP-0198 §4: goes out for the second time with the time at which it was read")
    @Spec(H6)
    void again() {
        outcome = new Establishment.Established(new Open());
        lanes.decide(message(), NOT_HELD);
        LaneStanza second = lanes.sentAgain(message());
        assertThat(new String(second.xml(), StandardCharsets.UTF_8))
                .contains("id='m'", "<delay xmlns='urn:xmpp:delay' from='example.test' stamp='" + RECEIVED + "'/>");
        assertThat(told).containsExactly("sent again");
    }

    @Test
    @DisplayName("K7: is not made larger for that than what the partner takes (XEP-0478 §5)")
    @Spec(K7)
    void againAsLarge() {
        outcome = new Establishment.Established(new Open(message().xml().length));
        lanes.decide(message(), NOT_HELD);
        assertThat(lanes.sentAgain(message()).xml()).isEqualTo(message().xml());
    }

    @Test
    @Spec(K10)
    @DisplayName(
            "P5, K10: is to wait while there is no stream, until its time is over and it was tried here for a while")
    void waits() {
        assertThat(lanes.decide(message(), NOT_HELD)).isEqualTo(new Verdict.Wait("partner-unreachable"));
        assertThat(lanes.decide(message(), HELD)).isEqualTo(new Verdict.Wait("partner-unreachable"));
        now = RECEIVED.plus(RETURN_AFTER);
        // it has waited elsewhere: nobody has tried yet from here
        assertThat(lanes.decide(message(), NOT_HELD)).isInstanceOf(Verdict.Wait.class);
        assertThat(lanes.decide(message(), HELD)).isInstanceOf(Verdict.Return.class);
    }

    static List<Arguments> failures() {
        return List.of(
                Arguments.of(
                        new Establishment.NotFound("no such domain"), "partner-not-found", "remote-server-not-found"),
                Arguments.of(new Establishment.NoStream("refused"), "partner-unreachable", "remote-server-timeout"),
                Arguments.of(new Establishment.Rejected("not our key"), "dialback-invalid", "internal-server-error"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("failures")
    @DisplayName("I6, F5: is, after its time, to go back with the error that says why")
    @Spec({F5, I6})
    void returns(Establishment failure, String reason, String condition) {
        outcome = failure;
        assertThat(lanes.decide(message(), NOT_HELD)).isEqualTo(new Verdict.Wait(reason));
        now = RECEIVED.plus(RETURN_AFTER);
        Verdict.Return verdict = returned(lanes.decide(message(), HELD));
        assertThat(verdict.reason()).isEqualTo(reason);
        assertThat(verdict.topic()).isEqualTo(Topics.STANZAS_INBOUND);
        LaneStanza error = verdict.reply().to(message()).orElseThrow();
        assertThat(error.lane()).isEqualTo("a@example.test");
        assertThat(error.from()).isEqualTo(Jid.parse("b@partner.test"));
        assertThat(error.to()).isEqualTo(Jid.parse("a@example.test"));
        assertThat(error.kind()).isEqualTo(StanzaKind.MESSAGE_ERROR);
        assertThat(error.returned()).isEqualTo(reason);
        assertThat(new String(error.xml(), StandardCharsets.UTF_8))
                .contains("type='error'", condition, "to='a@example.test'", "from='b@partner.test'");
    }

    @Test
    @DisplayName("I5: presence, results and errors are not answered with an error")
    @Spec(I5)
    void silently() {
        world.returned(PARTNER);
        for (LaneStanza each : List.of(
                stanza(StanzaKind.PRESENCE, "<presence from='a@example.test' to='b@partner.test'/>", null),
                stanza(
                        StanzaKind.IQ_RESULT,
                        "<iq type='result' id='1' from='a@example.test' to='b@partner.test'/>",
                        null),
                stanza(
                        StanzaKind.MESSAGE_ERROR,
                        "<message type='error' from='a@example.test' to='b@partner.test'/>",
                        "x"))) {
            assertThat(returned(lanes.decide(each, NOT_HELD)).reply().to(each)).isEmpty();
        }
    }

    @Test
    @DisplayName("is to go back at once when the partner is not enabled any more")
    void notEnabled() {
        world.returned(PARTNER);
        assertThat(returned(lanes.decide(message(), NOT_HELD)).reason()).isEqualTo("partner-not-enabled");
    }

    @Test
    @DisplayName("is to wait while the partner is paused, without a stream being opened")
    void paused() {
        world.paused(PARTNER);
        assertThat(lanes.decide(message(), NOT_HELD)).isEqualTo(new Verdict.Wait("partner-paused"));
        assertThat(ways.pairs()).isEmpty();
        world.enabled(PARTNER);
        outcome = new Establishment.Established(new Open());
        assertThat(lanes.decide(message(), HELD)).isInstanceOf(Verdict.Deliver.class);
    }

    static List<Arguments> held() {
        HeldScope partner = HeldScope.Partner;
        HeldScope lane = HeldScope.Lane;
        String pair = "example.test>partner.test";
        return List.of(
                Arguments.of("paused, returned", true, returned(partner, "partner.test", 1), "operator"),
                Arguments.of("paused, its lane returned", true, returned(lane, pair, 1), "operator"),
                Arguments.of("paused, later returned", true, returned(lane, pair, 0), "partner-paused"),
                Arguments.of("paused, another returned", true, returned(partner, "other.test", 1), "partner-paused"),
                Arguments.of("paused, released", true, released(partner, "partner.test", 1), "out"),
                Arguments.of("paused, its lane released", true, released(lane, pair, 1), "out"),
                Arguments.of("paused, later released", true, released(lane, pair, 0), "partner-paused"),
                Arguments.of("no stream, returned", false, returned(partner, "partner.test", 1), "operator"),
                Arguments.of(
                        "no stream, released", false, released(partner, "partner.test", 1), "partner-unreachable"));
    }

    private static HeldOrder returned(HeldScope scope, String name, long later) {
        return new HeldReturnOrdered(Direction.Outbound, scope, name, RECEIVED.plusSeconds(later));
    }

    private static HeldOrder released(HeldScope scope, String name, long later) {
        return new HeldReleaseOrdered(Direction.Outbound, scope, name, RECEIVED.plusSeconds(later));
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("held")
    @DisplayName("follows an operator's order about what was received before it, where it would have to wait")
    void ordered(String name, boolean paused, HeldOrder order, String expected) {
        if (paused) {
            world.paused(PARTNER);
            outcome = new Establishment.Established(new Open());
        }
        orders.changed(order);
        assertThat(text(lanes.decide(message(), NOT_HELD))).isEqualTo(expected);
    }

    private static String text(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deliver _ -> "out";
            case Verdict.Wait(var reason) -> reason;
            case Verdict.Return back -> back.reason();
            case Verdict.Drop(var reason) -> "dropped " + reason;
        };
    }

    @Test
    @DisplayName("is to go out as if nothing had been ordered, when it need not wait")
    void orderedInVain() {
        outcome = new Establishment.Established(new Open());
        orders.changed(returned(HeldScope.Partner, "partner.test", 1));
        assertThat(lanes.decide(message(), NOT_HELD)).isInstanceOf(Verdict.Deliver.class);
    }

    @Test
    @DisplayName("is to go back by an operator's order as remote-server-timeout")
    void orderedBack() {
        world.paused(PARTNER);
        orders.changed(returned(HeldScope.Partner, "partner.test", 1));
        LaneStanza error = returned(lanes.decide(message(), NOT_HELD))
                .reply()
                .to(message())
                .orElseThrow();
        assertThat(error.returned()).isEqualTo("operator");
        assertThat(new String(error.xml(), StandardCharsets.UTF_8)).contains("<remote-server-timeout ");
    }

    @Test
    @DisplayName("P1: is to go back when it was sent twice and never confirmed")
    void unconfirmed() {
        assertThat(returned(lanes.unconfirmed(message())).reason()).isEqualTo("unconfirmed");
    }

    @Test
    @DisplayName(
            "what became of stanzas is told by their pair; out of reach is who did not take them, not who is paused or given up by an operator")
    void tells() {
        lanes.delivered(List.of(message(), message()));
        lanes.returned(message(), "partner-unreachable");
        lanes.returned(message(), "partner-paused");
        lanes.returned(message(), "operator");
        assertThat(told)
                .containsExactly(
                        "delivered partner.test 2",
                        "returned partner-unreachable",
                        "out of reach partner-unreachable",
                        "returned partner-paused",
                        "returned operator");
    }

    @Test
    @DisplayName("pairs of a partition that is another edge's by now are given up")
    void revoked() {
        lanes.decide(message(), NOT_HELD);
        lanes.revoked(3);
        assertThat(given).isEmpty();
        lanes.revoked(7);
        assertThat(given).hasSize(1);
        assertThat(ways.pairs()).isEmpty();
    }
}
