package org.rehome.standalone;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Says every few seconds what is being waited for, until closed, so that nobody wonders whether anything happens.
final class Progress implements AutoCloseable {
    private static final long EVERY_SECONDS = 5;

    private final CountDownLatch done = new CountDownLatch(1);

    Progress(Supplier<List<String>> awaited, Consumer<String> say) {
        long began = System.nanoTime();
        Thread.ofVirtual().name("progress").start(() -> {
            try {
                while (!done.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                    Duration since = Duration.ofNanos(System.nanoTime() - began);
                    say.accept("waiting for " + String.join(", ", awaited.get()) + " (" + since.toSeconds() + " s)");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void close() {
        done.countDown();
    }
}
