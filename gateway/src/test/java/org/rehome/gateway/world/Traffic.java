package org.rehome.gateway.world;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.rehome.lab.pool.SimulatedPool;

/// A partner's users who write to local ones, or the other way, one after the other, until it is closed.
public final class Traffic implements AutoCloseable {
    private final AtomicInteger sent = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;

    private Traffic(IntConsumer send, int perSecond) {
        long pause = Duration.ofSeconds(1).toNanos() / perSecond;
        thread = Thread.ofPlatform().name("traffic").start(() -> {
            while (!closed) {
                send.accept(sent.getAndIncrement());
                LockSupport.parkNanos(pause);
            }
        });
    }

    public static Traffic inbound(World world, String partner, List<String> users, int perSecond) {
        return new Traffic(
                number -> {
                    int i = number % users.size();
                    world.fromPartner("peer" + i % 2 + "@" + partner, users.get(i));
                },
                perSecond);
    }

    /// Local users of one pool write to a user of each partner.
    public static Traffic outbound(
            World world, SimulatedPool pool, List<String> users, List<String> partners, int perSecond) {
        return new Traffic(
                number -> world.fromUser(
                        pool,
                        users.get(number % users.size()),
                        "peer@" + partners.get(number / users.size() % partners.size())),
                perSecond);
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
