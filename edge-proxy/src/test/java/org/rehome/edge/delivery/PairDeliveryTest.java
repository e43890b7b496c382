package org.rehome.edge.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.delivery.ScriptedStreams.Act;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;

@Timeout(value = 30, unit = SECONDS)
final class PairDeliveryTest {
    private static final DomainPair PAIR = ScriptedStreams.pair();
    private static final Partner PARTNER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);
    private static final Duration BARRIER = Duration.ofMillis(200);
    private static final Duration RETURN_AFTER = Duration.ofMillis(600);

    private final World world = new World().local("example.test").enabled(PARTNER);
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final List<LaneStanza> returned = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> settled = Collections.synchronizedList(new ArrayList<>());
    private final Barriers barriers = new Barriers(pair -> {});
    private volatile boolean stopping;

    @BeforeEach
    void reset() {
        stopping = false;
    }

    private ScriptedStreams deliver(List<LaneStanza> stanzas, Act... acts) throws InterruptedException {
        return deliver(stanzas, () -> stopping, acts);
    }

    private ScriptedStreams deliver(List<LaneStanza> stanzas, BooleanSupplier stop, Act... acts)
            throws InterruptedException {
        ScriptedStreams streams = new ScriptedStreams(barriers, acts);
        delivery(streams).deliver(stanzas, new PairDelivery.Progress() {
            @Override
            public void settled(int count) {
                settled.add(count);
            }

            @Override
            public boolean stopping() {
                return stop.getAsBoolean();
            }
        });
        return streams;
    }

    private PairDelivery delivery(StanzaStreams streams) {
        return new PairDelivery(
                PAIR,
                world.partners,
                new PairPath(PAIR, streams, barriers, BARRIER),
                new Returns(returned::add, "edge-1/returns", Clock.systemUTC()),
                new Told(),
                new DeliveryLimits(BARRIER, RETURN_AFTER),
                Clock.systemUTC());
    }

    private final class Told implements DeliveryListener {
        @Override
        public void delivered(DomainPair pair, int stanzas) {
            told.add("delivered " + stanzas);
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
        public void barrier(Passage passage) {
            told.add("barrier " + passage);
        }

        @Override
        public void outOfReach(DomainPair pair, String reason) {
            told.add("out of reach");
        }
    }

    private static LaneStanza message(String id) {
        return stanza(StanzaKind.MESSAGE, "<message from='a@example.test' to='b@partner.test' id='" + id + "'/>");
    }

    private static LaneStanza stanza(StanzaKind kind, String xml) {
        return new LaneStanza(
                PAIR.lane(),
                Jid.parse("a@example.test"),
                Jid.parse("b@partner.test"),
                kind,
                Instant.now(),
                "test",
                "t1",
                null,
                xml.getBytes(StandardCharsets.UTF_8));
    }

    private static List<LaneStanza> messages(int count) {
        List<LaneStanza> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(message("m" + i));
        }
        return messages;
    }

    @Test
    @DisplayName("a window with a ping behind it is settled by the answer")
    void confirmed() throws Exception {
        ScriptedStreams streams = deliver(messages(3), Act.ANSWERS);
        assertThat(streams.sent()).singleElement().asString().contains("id='m0'", "id='m1'", "id='m2'");
        assertThat(told).containsExactly("barrier ANSWERED", "delivered 3");
        assertThat(settled).containsExactly(3);
    }

    @Test
    @DisplayName("long lanes go in windows, each confirmed before the next is sent")
    void windows() throws Exception {
        ScriptedStreams streams = deliver(messages(450), Act.ANSWERS);
        assertThat(streams.sent()).hasSize(3);
        assertThat(settled).containsExactly(200, 400, 450);
        assertThat(streams.sent().get(1))
                .startsWith("<message")
                .contains("id='m200'")
                .doesNotContain("id='m199'");
    }

    @Test
    @DisplayName("B12: a stanza of another content namespace leaves in jabber:server")
    void rescoped() throws Exception {
        ScriptedStreams streams = deliver(
                List.of(stanza(
                        StanzaKind.MESSAGE,
                        "<message xmlns='jabber:client' from='a@example.test' to='b@partner.test'/>")),
                Act.ANSWERS);
        assertThat(streams.sent())
                .containsExactly("<message xmlns='jabber:server' from='a@example.test' to='b@partner.test'/>");
    }

    @Test
    @DisplayName("P1: a window whose barrier is not answered is sent once more, unchanged, on another stream")
    void uncertain() throws Exception {
        ScriptedStreams streams = deliver(messages(2), Act.SILENT, Act.ANSWERS);
        assertThat(streams.sent()).hasSize(2);
        assertThat(streams.sent().get(1)).isEqualTo(streams.sent().get(0));
        assertThat(streams.ends()).hasSize(1);
        assertThat(told).containsExactly("barrier UNANSWERED", "uncertain 2", "barrier ANSWERED", "delivered 2");
    }

    @Test
    @DisplayName("P1: sent twice without an answer, stanzas go back to their senders, and never a third time")
    void uncertainTwice() throws Exception {
        ScriptedStreams streams = deliver(messages(2), Act.SILENT, Act.SILENT, Act.ANSWERS);
        assertThat(streams.sent()).hasSize(2);
        assertThat(returned).hasSize(2);
        assertThat(settled).containsExactly(2);
        assertThat(told).contains("returned unconfirmed", "out of reach");
    }

    @Test
    @DisplayName("a stream that ends before the answer leaves the window uncertain")
    void cut() throws Exception {
        ScriptedStreams streams = deliver(messages(1), Act.CUT, Act.ANSWERS);
        assertThat(streams.sent()).hasSize(2);
        assertThat(told).containsExactly("barrier STREAM_ENDED", "uncertain 1", "barrier ANSWERED", "delivered 1");
    }

    @Test
    @DisplayName("P3: the answer may come a moment after our stream has ended: nothing is sent again")
    void cutAndAnswered() throws Exception {
        ScriptedStreams streams = deliver(messages(1), Act.CUT_AND_ANSWERS);
        assertThat(streams.sent()).hasSize(1);
        assertThat(told).containsExactly("barrier ANSWERED", "delivered 1");
    }

    @ParameterizedTest
    @DisplayName("I6, F5: what cannot be delivered in time goes back with the error that says why")
    @CsvSource({
        "NOT_FOUND, remote-server-not-found, partner-not-found",
        "NO_STREAM, remote-server-timeout, partner-unreachable",
        "HANGS, remote-server-timeout, partner-unreachable",
        "REJECTED, internal-server-error, dialback-invalid",
    })
    void outOfReach(Act act, String condition, String reason) throws Exception {
        Instant begin = Instant.now();
        deliver(messages(2), act);
        assertThat(Duration.between(begin, Instant.now())).isGreaterThanOrEqualTo(RETURN_AFTER.minusMillis(50));
        assertThat(returned).hasSize(2).allSatisfy(each -> {
            assertThat(each.lane()).isEqualTo("a@example.test");
            assertThat(each.from()).isEqualTo(Jid.parse("b@partner.test"));
            assertThat(each.to()).isEqualTo(Jid.parse("a@example.test"));
            assertThat(each.kind()).isEqualTo(StanzaKind.MESSAGE_ERROR);
            assertThat(each.returned()).isEqualTo(reason);
            assertThat(new String(each.xml(), StandardCharsets.UTF_8))
                    .contains("type='error'", condition, "to='a@example.test'", "from='b@partner.test'");
        });
        assertThat(told).containsOnly("returned " + reason, "out of reach");
    }

    @Test
    @DisplayName("a partner that comes back in time gets what waited")
    void backInTime() throws Exception {
        ScriptedStreams streams = deliver(messages(2), Act.NO_STREAM, Act.NO_STREAM, Act.ANSWERS);
        assertThat(streams.sent()).hasSize(1);
        assertThat(returned).isEmpty();
    }

    @Test
    @DisplayName("I5: presence, results and errors that cannot be delivered end here, without an error")
    void silently() throws Exception {
        LaneStanza error = new LaneStanza(
                PAIR.lane(),
                Jid.parse("a@example.test"),
                Jid.parse("b@partner.test"),
                StanzaKind.MESSAGE_ERROR,
                Instant.now(),
                "test",
                "t1",
                "forbidden",
                "<message type='error' from='a@example.test' to='b@partner.test'/>".getBytes(StandardCharsets.UTF_8));
        deliver(
                List.of(
                        stanza(StanzaKind.PRESENCE, "<presence from='a@example.test' to='b@partner.test'/>"),
                        stanza(
                                StanzaKind.IQ_RESULT,
                                "<iq type='result' id='1' from='a@example.test' to='b@partner.test'/>"),
                        error),
                Act.NOT_FOUND);
        assertThat(returned).isEmpty();
        assertThat(settled).last().isEqualTo(3);
        assertThat(told).filteredOn("returned partner-not-found"::equals).hasSize(3);
    }

    @Test
    @DisplayName("a partner that is not enabled any more gets nothing, and the senders are told at once")
    void notEnabled() throws Exception {
        world.returned(PARTNER);
        ScriptedStreams streams = deliver(messages(2), Act.ANSWERS);
        assertThat(streams.sent()).isEmpty();
        assertThat(returned)
                .extracting(LaneStanza::returned)
                .containsExactly("partner-not-enabled", "partner-not-enabled");
    }

    @Test
    @DisplayName("a paused partner's stanzas wait until it is resumed")
    void paused() throws Exception {
        world.paused(PARTNER);
        AtomicInteger looks = new AtomicInteger();
        ScriptedStreams streams = deliver(
                messages(1),
                () -> {
                    if (looks.incrementAndGet() == 3) {
                        world.enabled(PARTNER);
                    }
                    return false;
                },
                Act.ANSWERS);
        assertThat(streams.sent()).hasSize(1);
        assertThat(returned).isEmpty();
    }

    @Test
    @DisplayName("when it is to stop, what is in flight is confirmed and the rest is left for the next owner")
    void stops() throws Exception {
        deliver(messages(450), () -> !settled.isEmpty(), Act.ANSWERS);
        assertThat(settled).containsExactly(200);
        settled.clear();
        stopping = true;
        assertThat(deliver(messages(1), Act.HANGS).sent()).isEmpty();
        assertThat(settled).isEmpty();
    }

    @Test
    @DisplayName("when it is to stop while a window is uncertain, the window is left for the next owner, not settled")
    void stopsUncertain() throws Exception {
        ScriptedStreams streams = deliver(messages(1), () -> told.contains("uncertain 1"), Act.SILENT, Act.ANSWERS);
        assertThat(streams.sent()).hasSize(1);
        assertThat(settled).doesNotContain(1);
        assertThat(returned).isEmpty();
    }
}
