package org.rehome.gateway.hook;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.hook.UserRequests.Word;
import org.rehome.gateway.lane.Quiescence.Delay;
import org.rehome.xmpp.hook.Requests.Mover;

/// Tells hooks where users are at home, and says whether a user's lane may be delivered: not before her pool's hook has
/// acknowledged, to this gateway, that she is at home with her epoch. Blocks nobody.
public final class Arrivals {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST = 200_000;

    private final Homes homes;
    private final Pools pools;
    private final Hooks hooks;
    private final UserRequests requests;
    private final Predicate<String> owned;
    private final Outside outside;
    private final Delay delay;
    private final Acknowledged acknowledged = new Acknowledged(MOST);
    private final Map<String, Long> asking = new ConcurrentHashMap<>();

    /// What is told of it.
    ///
    /// @param changed a user's lane may be delivered now
    /// @param stale told of each answer that names a higher epoch
    /// @param refused a hook cannot take what it is told of a user
    public record Outside(Consumer<String> changed, Runnable stale, BiConsumer<PoolName, String> refused) {}

    /// @param owned whether a user's lane is ours
    public Arrivals(
            Homes homes,
            Pools pools,
            Hooks hooks,
            UserRequests requests,
            Predicate<String> owned,
            Outside outside,
            Delay delay) {
        this.homes = homes;
        this.pools = pools;
        this.hooks = hooks;
        this.requests = requests;
        this.owned = owned;
        this.outside = outside;
        this.delay = delay;
    }

    /// Whether a pool has a hook, which says of users that they are at home.
    public boolean areSaidBy(PoolName pool) {
        return pools.hooked(pool).isPresent();
    }

    /// Whether her home pool has said that she is at home, or need not say it. If it has not, it is asked; her lane is
    /// told when it has.
    public boolean isAtHome(String user, Home.Homed home) {
        if (hasArrived(user, home)) {
            return true;
        }
        ask(user, home, () -> {});
        return false;
    }

    /// The same, without asking.
    public boolean hasArrived(String user, Home.Homed home) {
        return home.epoch() <= Residence.FIRST || !areSaidBy(home.pool()) || acknowledged.has(user, home);
    }

    /// True while her home pool is asked and has not said yet that she is at home.
    public boolean isAwaited(Jid user, Home.Homed home) {
        String bare = user.bare().toString();
        return asking.containsKey(bare) && !hasArrived(bare, home);
    }

    /// Her home has changed: all hooks that serve her domain are told, by the owner of her lane.
    public void homed(String user) {
        // while the facts are read for the first time no lane is ours, and users are many
        if (!owned.test(user)) {
            return;
        }
        for (PoolRegistered pool : pools.all()) {
            if (pool.link().hooked()) {
                tell(user, pool, () -> {});
            }
        }
    }

    /// Tells one hook of one user, if it needs to know.
    ///
    /// @param answered runs when the hook has answered once, or need not be told
    void tell(String user, PoolRegistered pool, Runnable answered) {
        Optional<Residence> due = homes.find(user)
                .filter(home -> owned.test(user) && hooks.isOpen(pool.pool()))
                .flatMap(home -> home instanceof Home.Homed homed
                        ? Residence.of(Jid.parse(user), homed, pool, pools)
                        : Optional.empty());
        if (due.isEmpty()) {
            answered.run();
            return;
        }
        Mover mover = due.get().mover();
        if (due.get().word() == Word.HOME) {
            ask(user, new Home.Homed(pool.pool(), mover.epoch(), null), answered);
            return;
        }
        requests.ask(pool.pool(), Word.AWAY, mover, said -> {
            answered.run();
            away(user, pool, said);
        });
    }

    private void away(String user, PoolRegistered pool, Said said) {
        switch (said) {
            case Said.Done _, Said.Waiting _ -> {
                // it holds
            }
            case Said.Stale _ -> outside.stale().run();
            case Said.Refused(String reason) -> outside.refused().accept(pool.pool(), reason);
            // when the link is away, the next hello is the time
            case Said.Later _ -> delay.after(PAUSE, () -> tell(user, pool, () -> {}));
        }
    }

    private void ask(String user, Home.Homed home, Runnable answered) {
        if (Objects.equals(asking.put(user, home.epoch()), home.epoch())) {
            answered.run();
            return;
        }
        requests.ask(home.pool(), Word.HOME, new Mover(Jid.parse(user), home.epoch(), null), said -> {
            answered.run();
            home(user, home.pool(), home.epoch(), said);
        });
    }

    private void home(String user, PoolName pool, long epoch, Said said) {
        if (said instanceof Said.Done) {
            acknowledged.put(user, pool, epoch);
            asking.remove(user, epoch);
            outside.changed().accept(user);
            return;
        }
        if (said instanceof Said.Stale) {
            outside.stale().run();
        } else if (said instanceof Said.Refused(String reason)) {
            outside.refused().accept(pool, reason);
        }
        delay.after(PAUSE, () -> askAgain(user, epoch));
    }

    private void askAgain(String user, long epoch) {
        asking.remove(user, epoch);
        if (owned.test(user)
                && homes.find(user).orElse(null) instanceof Home.Homed home
                && home.epoch() == epoch
                && hooks.isOpen(home.pool())
                && !hasArrived(user, home)) {
            ask(user, home, () -> {});
        }
    }
}
