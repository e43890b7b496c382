package org.rehome.directory.move;

import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.user.Home;

/// One user's way from pool to pool. The epoch makes it one of its kind: it is that of the `UserMoving` with
/// which she left, and after a crash her way goes on with the same one.
public record Passage(String move, Jid user, PoolName from, PoolName to, long epoch) {
    public static Passage of(Jid user, Home.Moving home) {
        return new Passage(home.move(), user, home.from(), home.to(), home.epoch());
    }
}
