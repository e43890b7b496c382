package org.rehome.gateway.hook;

import java.util.Optional;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Pools;
import org.rehome.gateway.hook.UserRequests.Word;
import org.rehome.xmpp.hook.Requests.Mover;

/// What a pool's hook has to know of a user who is at home somewhere.
///
/// @param mover she, with her epoch
public record Residence(Word word, Mover mover) {
    /// The epoch of a user who has never moved. A hook that does not know her takes her to be at home.
    static final long FIRST = 1;

    /// Empty when the hook need not be told: the pool does not serve her domain, or she has never lived elsewhere.
    static Optional<Residence> of(Jid user, Home.Homed home, PoolRegistered pool, Pools pools) {
        if (!pool.link().hooked() || !Pools.serves(pool, user.domain())) {
            return Optional.empty();
        }
        if (home.pool().equals(pool.pool())) {
            return home.epoch() <= FIRST
                    ? Optional.empty()
                    : Optional.of(new Residence(Word.HOME, new Mover(user, home.epoch(), null)));
        }
        String host = pools.find(home.pool()).map(PoolRegistered::clientAddress).orElse(null);
        return Optional.of(new Residence(Word.AWAY, new Mover(user, home.epoch(), host)));
    }
}
