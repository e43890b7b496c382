package org.rehome.gateway.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.gateway.link.Intake.Settled;

@DisplayName("Stanzas of a pair that is switched")
class PairHoldsTest {
    private static final String PAIR = "example.test>partner.test";

    private final PairHolds holds = new PairHolds();
    private final List<Integer> passed = new CopyOnWriteArrayList<>();
    private final List<Settled> underWay = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        holds.close();
    }

    private void pass(int number) {
        holds.pass(PAIR, failure -> {}, settled -> {
            passed.add(number);
            underWay.add(settled);
        });
    }

    private void settleAll() {
        List<Settled> all = List.copyOf(underWay);
        underWay.clear();
        all.forEach(each -> each.settled(null));
    }

    @Test
    @DisplayName("wait, those of other pairs do not, and go on in their order before what comes after")
    void waitAndGoOn() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        pass(1);
        holds.hold(PAIR, () -> quiet.complete(null));
        awaitDone();
        pass(2);
        pass(3);
        holds.pass("example.test>third.test", failure -> {}, settled -> passed.add(10));
        assertThat(passed).containsExactly(1, 10);
        assertThat(quiet).as("what was let pass is not durable yet").isNotDone();
        settleAll();
        assertThat(quiet).isCompleted();

        holds.release(PAIR);
        awaitDone();
        pass(4);
        assertThat(passed).containsExactly(1, 10, 2, 3, 4);
    }

    /// Until what was asked for before has been done.
    private void awaitDone() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        holds.hold("example.test>other.test", () -> done.complete(null));
        done.join();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("keep each sender's order whenever the pair is held and released, and quiet means that all is durable")
    void keepOrder(long seed) throws InterruptedException {
        int senders = 4;
        int each = 2_000;
        List<List<Integer>> arrived = new ArrayList<>();
        AtomicInteger notDurable = new AtomicInteger();
        List<Integer> atQuiet = new CopyOnWriteArrayList<>();
        List<Thread> threads = IntStream.range(0, senders)
                .mapToObj(sender -> {
                    List<Integer> mine = new CopyOnWriteArrayList<>();
                    arrived.add(mine);
                    return Thread.ofVirtual().start(() -> IntStream.range(0, each)
                            .forEach(number -> holds.pass(PAIR, failure -> {}, settled -> {
                                notDurable.incrementAndGet();
                                mine.add(number);
                                Thread.ofVirtual().start(() -> {
                                    notDurable.decrementAndGet();
                                    settled.settled(null);
                                });
                            })));
                })
                .toList();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            CompletableFuture<Void> quiet = new CompletableFuture<>();
            holds.hold(PAIR, () -> {
                atQuiet.add(notDurable.get());
                quiet.complete(null);
            });
            quiet.join();
            if (random.nextBoolean()) {
                awaitDone();
            }
            holds.release(PAIR);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        List<Integer> inOrder = IntStream.range(0, each).boxed().toList();
        await().untilAsserted(() -> assertThat(arrived).allMatch(inOrder::equals));
        assertThat(atQuiet).hasSize(20).containsOnly(0);
    }
}
