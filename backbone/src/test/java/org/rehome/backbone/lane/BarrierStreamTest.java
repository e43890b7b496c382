package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

@DisplayName("A stream with barriers")
final class BarrierStreamTest {
    private final Recorder wire = new Recorder();
    private BarrierStream stream = open(Duration.ofSeconds(10), Duration.ZERO);

    private static final class Recorder implements BarrierStream.Wire {
        final List<List<String>> writes = new CopyOnWriteArrayList<>();
        final List<Long> barriers = new CopyOnWriteArrayList<>();
        final List<String> closed = new CopyOnWriteArrayList<>();
        final AtomicInteger confirmed = new AtomicInteger();
        volatile @Nullable IOException failure;

        @Override
        public void write(List<LaneStanza> stanzas, long barrier) throws IOException {
            writes.add(stanzas.stream().map(LaneStanza::trace).toList());
            barriers.add(barrier);
            IOException now = failure;
            if (now != null) {
                throw now;
            }
        }

        @Override
        public void close(String reason) {
            closed.add(reason);
        }

        @Override
        public void confirmed(int stanzas, Duration after) {
            confirmed.addAndGet(stanzas);
        }
    }

    private static final class Batch implements LaneBatch {
        final List<LaneStanza> stanzas;
        final boolean mayBeSent;
        final List<String> told = new CopyOnWriteArrayList<>();

        Batch(boolean mayBeSent, String... traces) {
            this.mayBeSent = mayBeSent;
            this.stanzas = java.util.stream.Stream.of(traces)
                    .map(BarrierStreamTest::stanza)
                    .toList();
        }

        @Override
        public List<LaneStanza> stanzas() {
            return stanzas;
        }

        @Override
        public boolean mayBeSent() {
            return mayBeSent;
        }

        @Override
        public void confirmed(int count) {
            told.add("confirmed " + count);
        }

        @Override
        public void uncertain(String reason) {
            told.add("uncertain " + reason);
        }

        @Override
        public void notSent(String reason) {
            told.add("not sent " + reason);
        }
    }

    private static LaneStanza stanza(String trace) {
        Jid to = Jid.parse("alice@example.test");
        return new LaneStanza(
                "lane", to, to, StanzaKind.MESSAGE, Instant.EPOCH, "stream", trace, null, new byte[1_000]);
    }

    private BarrierStream open(Duration answer, Duration grace) {
        return BarrierStream.on(wire, new BarrierStream.Limits(2, 4_000, answer, grace), "test");
    }

    private Batch send(String... traces) {
        Batch batch = new Batch(true, traces);
        stream.send(batch);
        return batch;
    }

    private void awaitWrites(int count) {
        await().until(() -> wire.writes.size() == count);
    }

    @AfterEach
    void end() {
        stream.ended("the test is over");
    }

    @Test
    @DisplayName("a peer that counts confirms the first so many stanzas, across batches and barriers")
    void counted() {
        Batch one = send("1", "2");
        awaitWrites(1);
        Batch two = send("3", "4", "5");
        awaitWrites(2);
        stream.processed(1);
        assertThat(one.told).containsExactly("confirmed 1");
        stream.processed(2);
        assertThat(one.told).containsExactly("confirmed 1", "confirmed 2");
        assertThat(two.told).containsExactly("confirmed 1");
        stream.processed(0);
        assertThat(wire.confirmed).hasValue(3);
        stream.ended("cut");
        await().until(() -> two.told.contains("uncertain cut"));
        assertThat(one.told).doesNotContain("uncertain cut");
        assertThat(two.told.getLast()).isEqualTo("uncertain cut");
    }

    @Test
    @DisplayName("what is counted makes room for the next barrier")
    void countedRoom() {
        send("1", "2");
        awaitWrites(1);
        send("3");
        awaitWrites(2);
        Batch third = send("4");
        stream.processed(1);
        stream.processed(1);
        awaitWrites(3);
        stream.processed(7);
        assertThat(third.told).containsExactly("confirmed 1");
        assertThat(wire.confirmed).hasValue(4);
    }

    @Test
    @DisplayName("writes in the order of sending, and confirms what was written before the barrier that was answered")
    void confirms() {
        Batch one = send("1", "2");
        awaitWrites(1);
        Batch two = send("3");
        awaitWrites(2);
        assertThat(wire.writes).containsExactly(List.of("1", "2"), List.of("3"));
        stream.passed(1);
        assertThat(one.told).containsExactly("confirmed 2");
        assertThat(two.told).isEmpty();
        stream.passed(2);
        assertThat(two.told).containsExactly("confirmed 1");
        assertThat(wire.confirmed).hasValue(3);
    }

    @Test
    @DisplayName("to be ended, writes nothing more, and says when all that was written is confirmed")
    void retires() {
        Batch one = send("1");
        awaitWrites(1);
        Batch two = send("2");
        awaitWrites(2);
        Batch queued = send("3");
        List<String> done = new CopyOnWriteArrayList<>();
        stream.retire("expired", () -> done.add("done"));
        assertThat(queued.told).containsExactly("not sent expired");
        stream.passed(1);
        assertThat(one.told).containsExactly("confirmed 1");
        assertThat(done).isEmpty();
        stream.passed(2);
        await().until(() -> done.size() == 1);
        assertThat(two.told).containsExactly("confirmed 1");
        assertThat(wire.closed).isEmpty();
    }

    @Test
    @DisplayName("to be ended, is cut: what was written waits for the grace and no longer")
    void retiresAndIsCut() {
        Batch one = send("1");
        awaitWrites(1);
        stream.retire("expired", () -> {});
        stream.ended("cut");
        await().atMost(Duration.ofSeconds(5)).until(() -> one.told.contains("uncertain expired"));
    }

    @Test
    @DisplayName("takes an answer for those before it, when an earlier one got lost")
    void answersInBetween() {
        Batch one = send("1");
        awaitWrites(1);
        Batch two = send("2");
        awaitWrites(2);
        stream.passed(2);
        assertThat(one.told).containsExactly("confirmed 1");
        assertThat(two.told).containsExactly("confirmed 1");
        stream.passed(1);
        assertThat(one.told).hasSize(1);
    }

    @Test
    @DisplayName("with all barriers under way collects what comes, and writes it at once, up to its bytes")
    void batches() {
        send("1");
        awaitWrites(1);
        send("2");
        awaitWrites(2);
        List<Batch> later =
                IntStream.range(3, 9).mapToObj(i -> send(Integer.toString(i))).toList();
        stream.passed(1);
        awaitWrites(3);
        assertThat(wire.writes.getLast()).containsExactly("3", "4", "5", "6");
        stream.passed(3);
        awaitWrites(4);
        assertThat(wire.writes.getLast()).containsExactly("7", "8");
        stream.passed(4);
        assertThat(later).allSatisfy(batch -> assertThat(batch.told).containsExactly("confirmed 1"));
    }

    @Test
    @DisplayName("at its end leaves what was written uncertain, and the rest not sent, also what is sent after it")
    void ends() {
        Batch one = send("1");
        awaitWrites(1);
        Batch two = send("2");
        awaitWrites(2);
        Batch three = send("3");
        stream.ended("cut");
        await().until(() -> !two.told.isEmpty());
        assertThat(one.told).containsExactly("uncertain cut");
        assertThat(two.told).containsExactly("uncertain cut");
        assertThat(three.told).containsExactly("not sent cut");
        assertThat(send("4").told).containsExactly("not sent the stream has ended");
        stream.passed(2);
        assertThat(two.told).hasSize(1);
    }

    @Test
    @DisplayName("waits at its end, for the grace, for an answer that comes another way")
    void grace() {
        stream = open(Duration.ofSeconds(10), Duration.ofSeconds(30));
        Batch one = send("1");
        awaitWrites(1);
        stream.ended("cut");
        assertThat(one.told).isEmpty();
        stream.passed(1);
        assertThat(one.told).containsExactly("confirmed 1");
    }

    @Test
    @DisplayName("asks for its end when a barrier is not answered in time, however little is sent")
    void unanswered() {
        stream = open(Duration.ofMillis(100), Duration.ZERO);
        Batch one = send("1");
        await().until(() -> !wire.closed.isEmpty());
        assertThat(one.told).isEmpty();
        stream.ended("closed");
        await().until(() -> one.told.equals(List.of("uncertain closed")));
    }

    @Test
    @DisplayName("ends when it cannot be written to; what was to be written is uncertain")
    void notWritten() {
        wire.failure = new IOException("broken pipe");
        Batch one = send("1");
        await().until(() -> one.told.equals(List.of("uncertain broken pipe")));
        assertThat(send("2").told).containsExactly("not sent the stream has ended");
    }

    @Test
    @DisplayName("writes nothing of a partition that may be another's by now")
    void stale() {
        Batch stale = new Batch(false, "1");
        stream.send(stale);
        Batch current = send("2");
        await().until(() -> !wire.writes.isEmpty());
        assertThat(stale.told).hasSize(1).first().asString().startsWith("not sent");
        assertThat(wire.writes).containsExactly(List.of("2"));
        stream.passed(1);
        assertThat(current.told).containsExactly("confirmed 1");
    }
}
