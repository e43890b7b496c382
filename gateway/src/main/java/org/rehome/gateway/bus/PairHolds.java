package org.rehome.gateway.bus;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.rehome.gateway.link.Intake.Settled;

/// In front of the lanes to partners: while a pair of domains is being switched its stanzas wait here, read and not yet
/// accepted, so that none gets ahead of those that are still on their old way. What waits is bounded by what a pool's
/// stream may have read that is not durable.
public final class PairHolds implements AutoCloseable {
    private final Map<String, Pair> pairs = new ConcurrentHashMap<>();

    /// What is told must not wait for a broker that is away.
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("pair-holds").factory());

    private static final class Pair {
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean held;
        private long underWay;
        private Runnable whenQuiet = () -> {};
    }

    /// Lets a stanza pass, in the order of the calls, now or when its pair is released.
    ///
    /// @param settled told once by the passage that its stanza is durable, or needs not be
    /// @param passage takes the stanza on its way
    void pass(String name, Settled settled, Consumer<Settled> passage) {
        Pair pair = pairs.computeIfAbsent(name, missing -> new Pair());
        synchronized (pair) {
            if (pair.held) {
                pair.waiting.add(() -> let(pair, settled, passage));
            } else {
                let(pair, settled, passage);
            }
        }
    }

    private static void let(Pair pair, Settled settled, Consumer<Settled> passage) {
        pair.underWay++;
        passage.accept(failure -> {
            settled.settled(failure);
            passed(pair);
        });
    }

    private static void passed(Pair pair) {
        Runnable quiet = () -> {};
        synchronized (pair) {
            pair.underWay--;
            if (pair.underWay == 0) {
                quiet = pair.whenQuiet;
                pair.whenQuiet = () -> {};
            }
        }
        quiet.run();
    }

    /// Lets nothing of the pair pass any more.
    ///
    /// @param whenQuiet runs once, when all that had passed before is durable
    void hold(String name, Runnable whenQuiet) {
        thread.execute(() -> {
            Pair pair = pairs.computeIfAbsent(name, missing -> new Pair());
            boolean quiet;
            synchronized (pair) {
                pair.held = true;
                quiet = pair.underWay == 0;
                pair.whenQuiet = quiet ? () -> {} : whenQuiet;
            }
            if (quiet) {
                whenQuiet.run();
            }
        });
    }

    /// Lets the pair's stanzas pass again, those first that have waited.
    void release(String name) {
        thread.execute(() -> {
            Pair pair = pairs.get(name);
            if (pair == null) {
                return;
            }
            synchronized (pair) {
                pair.held = false;
                pair.whenQuiet = () -> {};
                for (Runnable next = pair.waiting.poll(); next != null; next = pair.waiting.poll()) {
                    next.run();
                }
            }
        });
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
