package org.rehome.gateway.world;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A partner's users who write to local ones, one after the other, until it is closed.
public final class Traffic implements AutoCloseable {
    private final AtomicInteger sent = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    private Traffic(World world, String partner, List<String> users, int perSecond) {
        long pause = Duration.ofSeconds(1).toNanos() / perSecond;
        thread = Thread.ofPlatform().name("traffic").start(() -> {
            while (!closed) {
                int i = sent.getAndIncrement() % users.size();
                world.fromPartner("peer" + i % 2 + "@" + partner, users.get(i));
                LockSupport.parkNanos(pause);
            }
        });
    }

    public static Traffic inbound(World world, String partner, List<String> users, int perSecond) {
        return new Traffic(world, partner, users, perSecond);
    }

    public void awaitSent(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> sent.get() >= count);
    }

    public void awaitMore(int count) {
        awaitSent(sent.get() + count);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
