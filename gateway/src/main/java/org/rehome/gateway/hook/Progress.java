package org.rehome.gateway.hook;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Pools;

/// How far a user's departure is, once her lane is quiet.
///
/// @param away the pools whose hooks have said that she is away
/// @param transferred what was brought to the new pool; null when nothing was yet
public record Progress(Set<PoolName> away, @Nullable AccountData transferred) {
    /// At the beginning.
    public static final Progress NONE = new Progress(Set.of(), null);

    /// What comes next.
    public sealed interface Step {
        /// @param host where her clients are sent; null: nowhere yet
        record Away(PoolName pool, @Nullable String host) implements Step {}

        /// Her account data goes from one pool to the other.
        record Transfer(PoolName from, PoolName to) implements Step {}

        /// She may arrive.
        record Answer() implements Step {}
    }

    public Progress {
        away = Set.copyOf(away);
    }

    Progress awayFrom(PoolName pool) {
        Set<PoolName> more = new HashSet<>(away);
        more.add(pool);
        return new Progress(more, transferred);
    }

    Progress transferred(AccountData data) {
        return new Progress(away, data);
    }

    /// First the pool that she leaves: its sessions end, what she had sent is fenced. Then the one that she goes to,
    /// so that nobody logs in there before she is at home. Then her data, which nothing changes any more.
    ///
    /// @param transfers whether account data is brought over by hooks
    Step next(Home.Moving move, Pools pools, boolean transfers) {
        Optional<PoolRegistered> from = pools.hooked(move.from());
        Optional<PoolRegistered> to = pools.hooked(move.to());
        if (from.isPresent() && !away.contains(move.from())) {
            return new Step.Away(
                    move.from(),
                    pools.find(move.to()).map(PoolRegistered::clientAddress).orElse(null));
        }
        if (to.isPresent() && !away.contains(move.to())) {
            return new Step.Away(move.to(), null);
        }
        return transfers && from.isPresent() && to.isPresent() && transferred == null
                ? new Step.Transfer(move.from(), move.to())
                : new Step.Answer();
    }
}
