package org.rehome.lab.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;

/// What a run prints: steps as they go, and the ledger's counters every few seconds.
public final class Screen implements AutoCloseable {
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final PrintStream out;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("counters-", 0).factory());

    public Screen(PrintStream out) {
        this.out = out;
    }

    /// Prints the counters from now on, whenever they have changed.
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the clock
    public void follow(Ledger ledger) {
        long[] shown = {-1};
        clock.scheduleAtFixedRate(
                () -> {
                    LedgerReport now = ledger.report();
                    if (now.sent() != shown[0]) {
                        shown[0] = now.sent();
                        counters(now);
                    }
                },
                EVERY.toSeconds(),
                EVERY.toSeconds(),
                TimeUnit.SECONDS);
    }

    private synchronized void counters(LedgerReport now) {
        out.printf(
                "        messages: sent %d, delivered %d, returned %d, on their way %d; duplicated %d, reordered %d%n",
                now.sent(), now.delivered(), now.returned(), now.lost(), now.duplicated(), now.reordered());
    }

    public synchronized void step(int number, String name) {
        out.printf("%nStep %d  %s%n", number, name);
    }

    public synchronized void heading(String text) {
        out.printf("%n%s%n", text);
    }

    public synchronized void say(String text) {
        out.println("        " + text);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
