package org.rehome.directory.move;

import java.util.List;
import java.util.TreeSet;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;

/// What stands in the way of a move.
public sealed interface Obstacle {
    /// Its short name.
    String precondition();

    /// What is wrong, and what to do.
    String reason();

    /// True when force lets a move begin nevertheless.
    default boolean forceable() {
        return false;
    }

    record NoSuchPool(PoolName pool) implements Obstacle {
        @Override
        public String precondition() {
            return "pool";
        }

        @Override
        public String reason() {
            return "there is no pool \"" + pool + "\": GET /pools lists them";
        }
    }

    record NoSuchUsers(Several users) implements Obstacle {
        @Override
        public String precondition() {
            return "users";
        }

        @Override
        public String reason() {
            return "not in the directory: " + users.names();
        }
    }

    /// Users are in another move that has not ended.
    record Busy(Several users, String move) implements Obstacle {
        @Override
        public String precondition() {
            return "users";
        }

        @Override
        public String reason() {
            return users.count() + (users.count() == 1 ? " user is" : " users are") + " in move " + move
                    + ", which has not ended: wait until it is completed, cancel it, or leave out " + users.names();
        }
    }

    /// Users' domains are not among the target's.
    record NotServed(Several users, PoolName target) implements Obstacle {
        @Override
        public String precondition() {
            return "domain";
        }

        @Override
        public String reason() {
            return "pool \"" + target + "\" does not serve the domain of " + users.names()
                    + ": add it to the pool's domains first";
        }
    }

    /// No gateway has a link to where users go.
    record NotLinked(List<PoolName> pools) implements Obstacle {
        public NotLinked {
            pools = List.copyOf(pools);
        }

        @Override
        public String precondition() {
            return "link";
        }

        @Override
        public boolean forceable() {
            return true;
        }

        @Override
        public String reason() {
            return "no gateway has an open link to pool " + pools
                    + ": GET /links of the gateway says why; force moves nevertheless";
        }
    }

    /// Without a hook on the pool that they leave, users who have moved cannot be reached through the legacy gateway.
    ///
    /// @param pools without a hook, that users leave
    /// @param partners that are not enabled
    record PartnersNotEnabled(List<PoolName> pools, List<Domain> partners) implements Obstacle {
        public PartnersNotEnabled {
            pools = List.copyOf(pools);
            partners = List.copyOf(partners);
        }

        @Override
        public String precondition() {
            return "hook";
        }

        @Override
        public boolean forceable() {
            return true;
        }

        @Override
        public String reason() {
            return "pool " + pools + " has no hook, and " + partners.size()
                    + (partners.size() == 1 ? " partner is" : " partners are") + " not enabled, such as "
                    + partners.getFirst() + ": what they send through the legacy gateway would not reach users who have"
                    + " moved. Give the pool a link of kind hook, or enable the partners first; force moves nevertheless";
        }
    }

    /// Nobody brings users' account data over.
    ///
    /// @param pools without a hook, that users leave or go to
    record NotTransferred(List<PoolName> pools) implements Obstacle {
        public NotTransferred {
            pools = List.copyOf(pools);
        }

        @Override
        public String precondition() {
            return "transfer";
        }

        @Override
        public boolean forceable() {
            return true;
        }

        @Override
        public String reason() {
            return "pool " + pools + " has no hook, so rosters, block lists and offline messages are not brought over."
                    + " Give both pools links of kind hook, or set rehome.directory.transfer.kind: http, with a hook of"
                    + " your own, or shared, if the pools share them; force moves nevertheless";
        }
    }

    record NothingToDo(String why) implements Obstacle {
        @Override
        public String precondition() {
            return "users";
        }

        @Override
        public String reason() {
            return "nobody to move: " + why;
        }
    }

    /// Users, of whom the first are named.
    record Several(int count, List<Jid> first) {
        private static final int NAMED = 100;

        public Several {
            first = List.copyOf(first);
            if (first.isEmpty() || count < first.size()) {
                throw new IllegalArgumentException(count + " users, of whom " + first.size() + " are named");
            }
        }

        public static Several of(List<Jid> users) {
            return new Several(
                    users.size(), new TreeSet<>(users).stream().limit(NAMED).toList());
        }

        String names() {
            return first + (count > first.size() ? " and " + (count - first.size()) + " more" : "");
        }
    }
}
