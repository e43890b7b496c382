package org.rehome.directory.user;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.policy.PolicyId;

/// A local user.
///
/// @param jid the bare address of an account
/// @param policy the access policy granted to her; null when none was
/// @param version rises with every change of the user, also of her policy
public record User(Jid jid, Home home, PolicyId.@Nullable Named policy, long version) {
    public User {
        account(jid);
    }

    /// Checks that an address is that of an account.
    ///
    /// @throws IllegalArgumentException when it is the address of a domain or of one resource
    public static Jid account(Jid jid) {
        if (!jid.hasLocalpart()) {
            throw new IllegalArgumentException("\"" + jid + "\" is a domain: a user is local@domain");
        }
        if (!jid.isBare()) {
            throw new IllegalArgumentException("\"" + jid + "\" has a resource: a user is local@domain alone");
        }
        return jid;
    }

    public User at(Home changed) {
        return new User(jid, changed, policy, version + 1);
    }

    public User granted(PolicyId.@Nullable Named changed) {
        return new User(jid, home, changed, version + 1);
    }

    /// What the topic `users` says of her now.
    public UserEvent event() {
        String granted = policy == null ? null : policy.name();
        return switch (home) {
            case Home.Homed(var pool, var epoch) -> new UserHomed(jid, pool, epoch, granted);
            case Home.Moving(var from, var to, var epoch, var move) ->
                new UserMoving(jid, from, to, epoch, move, granted);
        };
    }
}
