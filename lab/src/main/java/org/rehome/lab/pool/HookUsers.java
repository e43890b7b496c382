package org.rehome.lab.pool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rehome.lab.server.Accounts;

/// Who lives elsewhere, by the hook's `away` and `home`; and who wants a session although she does: her client keeps
/// trying, and is let in when she is home. In memory: the lab's servers have no disk. Not thread-safe.
final class HookUsers {
    private final Accounts accounts;
    private final Map<String, Living> known = new HashMap<>();
    private final Set<String> trying = new HashSet<>();

    private record Living(boolean away, long epoch) {}

    HookUsers(Accounts accounts) {
        this.accounts = accounts;
    }

    boolean isAway(String user) {
        Living living = known.get(user);
        return living != null && living.away();
    }

    /// Whether she was brought home, so that her data must not be replaced.
    boolean isHome(String user) {
        Living living = known.get(user);
        return living != null && !living.away();
    }

    /// The epoch known, 0 for none.
    long epoch(String user) {
        Living living = known.get(user);
        return living == null ? 0 : living.epoch();
    }

    /// @return false when it is stale: nothing has changed
    boolean change(String user, boolean away, long epoch) {
        Living living = known.get(user);
        if (living != null && (epoch < living.epoch() || (epoch == living.epoch() && away != living.away()))) {
            return false;
        }
        known.put(user, new Living(away, epoch));
        if (away && accounts.present(user)) {
            accounts.logout(user);
            trying.add(user);
        } else if (!away && trying.remove(user)) {
            accounts.login(user);
        }
        return true;
    }

    void login(String user) {
        if (isAway(user)) {
            trying.add(user);
        } else {
            accounts.login(user);
        }
    }

    void logout(String user) {
        trying.remove(user);
        accounts.logout(user);
    }
}
