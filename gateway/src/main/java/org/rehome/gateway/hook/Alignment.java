package org.rehome.gateway.hook;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.Pools;
import org.rehome.xmpp.hook.Requests;

/// Brings the lists of hooks in line with the homes of all users whose lanes are ours: when a hook has answered hello,
/// and when a partition has become ours. Each on a thread of its own, and no faster than the hook answers.
public final class Alignment {
    private static final int AT_ONCE = 8 * Requests.MAX_USERS;
    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name("hook lists ", 0).factory();

    private final Homes homes;
    private final Pools pools;
    private final Hooks hooks;
    private final Arrivals arrivals;

    public Alignment(Homes homes, Pools pools, Hooks hooks, Arrivals arrivals) {
        this.homes = homes;
        this.pools = pools;
        this.hooks = hooks;
        this.arrivals = arrivals;
    }

    /// A pool's link is open.
    public void linked(PoolName pool) {
        pools.hooked(pool).ifPresent(each -> begin(each, user -> true));
    }

    /// These users' lanes are ours now, or what all hooks are told of them has changed.
    public void all(Predicate<String> users) {
        for (PoolRegistered pool : pools.all()) {
            if (pool.link().hooked() && hooks.isOpen(pool.pool())) {
                begin(pool, users);
            }
        }
    }

    private void begin(PoolRegistered pool, Predicate<String> users) {
        THREADS.newThread(() -> {
                    Semaphore room = new Semaphore(AT_ONCE);
                    try {
                        for (String user : homes.users()) {
                            if (!hooks.isOpen(pool.pool())) {
                                return;
                            }
                            if (users.test(user)) {
                                room.acquire();
                                arrivals.tell(user, pool, room::release);
                            }
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
    }
}
