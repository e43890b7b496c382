package org.rehome.edge.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C10;
import static org.rehome.conformance.Requirement.H6;
import static org.rehome.conformance.Requirement.H8;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.backbone.lane.LaneBatch;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.bus.ScriptedStreams.Act;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.DeliveryLimits;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.ReturnReason;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stream.StreamErrorCondition;

@DisplayName("The way of a domain pair")
final class PairWaysTest {
    private static final DomainPair PAIR = ScriptedStreams.pair();
    private static final DeliveryLimits LIMITS = new DeliveryLimits(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final Barriers barriers = new Barriers("edge-1", edge -> false, pair -> {});
    private final List<DomainPair> changed = new CopyOnWriteArrayList<>();
    private final Told told = new Told();

    private record Batch(List<LaneStanza> stanzas, CompletableFuture<String> told) implements LaneBatch {
        @Override
        public boolean mayBeSent() {
            return true;
        }

        @Override
        public void confirmed(int count) {
            told.complete("confirmed " + count);
        }

        @Override
        public void uncertain(String reason) {
            told.complete("uncertain: " + reason);
        }

        @Override
        public void notSent(String reason) {
            told.complete("not sent: " + reason);
        }

        String outcome() {
            return told.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private static final class Told implements DeliveryListener {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        public void delivered(DomainPair pair, int stanzas) {
            all.add("delivered " + stanzas);
        }

        @Override
        public void returned(DomainPair pair, ReturnReason reason) {
            all.add("returned " + reason.wire());
        }

        @Override
        public void uncertain(DomainPair pair, int stanzas) {
            all.add("uncertain " + stanzas);
        }

        @Override
        public void sentAgain() {
            all.add("sent again");
        }

        @Override
        public void deferred(DomainPair pair, int stanzas) {
            all.add("deferred " + stanzas);
        }

        @Override
        public void barrier(Passage passage) {
            all.add("barrier " + passage);
        }

        @Override
        public void outOfReach(DomainPair pair, String reason) {
            all.add("out of reach");
        }
    }

    private PairWays ways(ScriptedStreams streams) {
        return new PairWays(streams, barriers, told, LIMITS, changed::add);
    }

    private static String message(String id) {
        return "<message from='a@example.test' to='b@partner.test' id='" + id + "'/>";
    }

    private static Batch send(LaneStream stream, String... stanzas) {
        Batch batch = new Batch(Stream.of(stanzas).map(PairWaysTest::stanza).toList(), new CompletableFuture<>());
        stream.send(batch);
        return batch;
    }

    private static LaneStanza stanza(String xml) {
        return new LaneStanza(
                PAIR.lane(),
                Jid.parse("a@example.test"),
                Jid.parse("b@partner.test"),
                StanzaKind.MESSAGE,
                Instant.now(),
                "test",
                "t1",
                null,
                xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("XEP-0199: stanzas go out with a ping behind them, and its answer confirms them")
    void confirmed() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.ANSWERS);
        LaneStream stream = ways(streams).stream(PAIR).orElseThrow();
        assertThat(send(stream, message("m0"), message("m1")).outcome()).isEqualTo("confirmed 2");
        assertThat(streams.sent()).containsExactly(message("m0") + message("m1"));
        assertThat(told.all).containsExactly("barrier ANSWERED");
        assertThat(changed).containsExactly(PAIR);
    }

    @Test
    @DisplayName("XEP-0198: to a partner that acknowledges, <r/> is the barrier, and no ping is sent")
    void acknowledged() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.ACKNOWLEDGES);
        LaneStream stream = ways(streams).stream(PAIR).orElseThrow();
        assertThat(send(stream, message("m0"), message("m1")).outcome()).isEqualTo("confirmed 2");
        assertThat(streams.sent()).containsExactly(message("m0") + message("m1"));
        assertThat(told.all).containsExactly("barrier ANSWERED");
    }

    @Test
    @DisplayName("H8: a partner that never acknowledges is sent three windows and no more, and nothing is lost by that")
    @Spec(H8)
    void acknowledgesNothing() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.ACKNOWLEDGES_NOTHING);
        LaneStream stream = ways(streams).stream(PAIR).orElseThrow();
        String large =
                "<message from='a@example.test' to='b@partner.test'><body>" + "x".repeat(65_000) + "</body></message>";
        List<Batch> batches =
                Stream.generate(() -> send(stream, large)).limit(20).toList();
        List<String> outcomes = batches.stream().map(Batch::outcome).toList();
        assertThat(streams.sent()).hasSize(3);
        int inDoubt = (int) outcomes.stream()
                .takeWhile(each -> each.startsWith("uncertain"))
                .count();
        assertThat(inDoubt).isBetween(3, 6);
        assertThat(outcomes.subList(inDoubt, 20)).allMatch(each -> each.startsWith("not sent"));
        assertThat(streams.ends()).contains(StreamErrorCondition.CONNECTION_TIMEOUT);
    }

    @Test
    @DisplayName("H6: an acknowledgement confirms what it counts; only the rest is in doubt when the stream is cut")
    @Spec(H6)
    void acknowledgedInPart() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.ACKNOWLEDGES_ONE);
        LaneStream stream = ways(streams).stream(PAIR).orElseThrow();
        List<String> outcomes = new CopyOnWriteArrayList<>();
        stream.send(new LaneBatch() {
            @Override
            public List<LaneStanza> stanzas() {
                return List.of(stanza(message("m0")), stanza(message("m1")));
            }

            @Override
            public boolean mayBeSent() {
                return true;
            }

            @Override
            public void confirmed(int count) {
                outcomes.add("confirmed " + count);
            }

            @Override
            public void uncertain(String reason) {
                outcomes.add("uncertain " + reason);
            }

            @Override
            public void notSent(String reason) {
                outcomes.add("not sent " + reason);
            }
        });
        await().until(() -> outcomes.contains("uncertain cut"));
        assertThat(outcomes).startsWith("confirmed 1").endsWith("uncertain cut");
    }

    @Test
    @DisplayName("B12: a stanza of another content namespace leaves in jabber:server")
    void rescoped() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.ANSWERS);
        LaneStream stream = ways(streams).stream(PAIR).orElseThrow();
        send(stream, "<message xmlns='jabber:client' from='a@example.test' to='b@partner.test'/>")
                .outcome();
        assertThat(streams.sent())
                .containsExactly("<message xmlns='jabber:server' from='a@example.test' to='b@partner.test'/>");
    }

    @Test
    @DisplayName(
            "A12: an unanswered ping closes the stream with connection-timeout, what was sent is uncertain, and the"
                    + " next stream is another")
    void unanswered() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.SILENT, Act.ANSWERS);
        PairWays ways = ways(streams);
        LaneStream first = ways.stream(PAIR).orElseThrow();
        assertThat(send(first, message("m0")).outcome()).startsWith("uncertain: ");
        assertThat(streams.ends()).contains(StreamErrorCondition.CONNECTION_TIMEOUT);
        assertThat(told.all).contains("barrier UNANSWERED");
        LaneStream second = ways.stream(PAIR).orElseThrow();
        assertThat(second).isNotSameAs(first);
        assertThat(send(second, message("m0")).outcome()).isEqualTo("confirmed 1");
        assertThat(send(first, message("m1")).outcome()).startsWith("not sent: ");
        assertThat(streams.sent()).containsExactly(message("m0"), message("m0"));
    }

    @Test
    @DisplayName("a stream that is cut leaves what was sent uncertain, after the time in which an answer may come")
    void cut() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.CUT, Act.ANSWERS);
        PairWays ways = ways(streams);
        Batch batch = send(ways.stream(PAIR).orElseThrow(), message("m0"));
        assertThat(batch.outcome()).isEqualTo("uncertain: cut");
        assertThat(changed).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("P3: the answer may come a moment after our stream has ended: nothing is in doubt")
    void cutAndAnswered() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.CUT_AND_ANSWERS);
        Batch batch = send(ways(streams).stream(PAIR).orElseThrow(), message("m0"));
        assertThat(batch.outcome()).isEqualTo("confirmed 1");
    }

    @Test
    @Spec(C10)
    @DisplayName(
            "C10: on a stream that is to end nothing more is sent, what was sent is confirmed, and then it ends with reset")
    void retiring() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.SILENT, Act.ANSWERS);
        DeliveryLimits patient = new DeliveryLimits(Duration.ofSeconds(10), Duration.ofSeconds(5));
        PairWays ways = new PairWays(streams, barriers, told, patient, changed::add);
        LaneStream first = ways.stream(PAIR).orElseThrow();
        Batch before = send(first, message("m0"));
        await().until(() -> streams.sent().size() == 1);
        streams.retire("its certificate has expired");
        assertThat(ways.stream(PAIR)).isEmpty();
        assertThat(send(first, message("m1")).outcome()).isEqualTo("not sent: the stream has ended");
        assertThat(streams.ends()).isEmpty();
        streams.answer();
        assertThat(before.outcome()).isEqualTo("confirmed 1");
        await().untilAsserted(() -> assertThat(streams.ends()).containsExactly(StreamErrorCondition.RESET));
        await().until(() -> ways.stream(PAIR).isPresent());
        assertThat(send(ways.stream(PAIR).orElseThrow(), message("m1")).outcome())
                .isEqualTo("confirmed 1");
        assertThat(streams.sent()).containsExactly(message("m0"), message("m1"));
    }

    @Test
    @DisplayName("a failed attempt is told with its reason, and each question begins another one")
    void failures() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.NOT_FOUND, Act.REJECTED, Act.ANSWERS);
        PairWays ways = ways(streams);
        assertThat(ways.failure(PAIR)).isEmpty();
        assertThat(ways.stream(PAIR)).isEmpty();
        assertThat(ways.failure(PAIR)).contains(new Establishment.NotFound("no such domain"));
        assertThat(ways.stream(PAIR)).isEmpty();
        assertThat(ways.failure(PAIR)).contains(new Establishment.Rejected("not our key"));
        assertThat(ways.stream(PAIR)).isPresent();
        assertThat(ways.failure(PAIR)).isEmpty();
        assertThat(changed).hasSize(3);
    }

    @Test
    @DisplayName("one attempt is under way at a time")
    void oneAttempt() {
        ScriptedStreams streams = new ScriptedStreams(barriers, Act.HANGS, Act.ANSWERS);
        PairWays ways = ways(streams);
        assertThat(ways.stream(PAIR)).isEmpty();
        assertThat(ways.stream(PAIR)).isEmpty();
        assertThat(changed).isEmpty();
        assertThat(ways.pairs()).containsExactly(PAIR);
        ways.forget(PAIR);
        assertThat(ways.stream(PAIR)).isPresent();
        await().until(() -> !changed.isEmpty());
    }
}
