package org.rehome.standalone;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Says when the data folder's disk is running full, before Kafka has to give up, and when there is room again.
final class DiskWatch implements AutoCloseable {
    private static final long EVERY_SECONDS = 10;
    private static final long LITTLE_BYTES = 512L * 1024 * 1024;

    private final CountDownLatch done = new CountDownLatch(1);
    private boolean little;

    DiskWatch(DataFolder folder, Consumer<String> say) {
        Thread.ofVirtual().name("disk-watch").start(() -> {
            try {
                do {
                    look(folder, say);
                } while (!done.await(EVERY_SECONDS, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look(DataFolder folder, Consumer<String> say) {
        try {
            long free = folder.freeBytes();
            if (little != free < LITTLE_BYTES) {
                little = !little;
                say.accept((little ? "the disk is running full: " : "the disk has room again: ")
                        + DataFolder.megabytes(free) + " free in " + folder.path());
            }
        } catch (IOException e) {
            say.accept("the data folder " + folder.path() + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
