package org.rehome.dns.cutover;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a cut-over is. A transition is a method of the states that have it.
public sealed interface CutoverState {
    /// The name in REST and metrics.
    String name();

    /// Nothing is known to have been changed.
    ///
    /// @param sent true when the update was about to be sent: it may have been done although no answer is known
    record Planned(boolean sent) implements CutoverState {
        @Override
        public String name() {
            return "planned";
        }

        Applied applied(Instant at, long serial) {
            return new Applied(at, serial);
        }

        RolledBack rolledBack(Instant at, @Nullable String reason) {
            return new RolledBack(at, reason, false);
        }
    }

    /// The primary has done the update.
    ///
    /// @param serial of the zone afterwards
    record Applied(Instant at, long serial) implements CutoverState {
        @Override
        public String name() {
            return "applied";
        }

        Verified verified(Instant time, List<String> servers) {
            return new Verified(this, time, servers);
        }

        RolledBack rolledBack(Instant time, @Nullable String reason) {
            return new RolledBack(time, reason, true);
        }
    }

    /// Every server that was asked answered the new records.
    record Verified(Applied applied, Instant at, List<String> servers) implements CutoverState {
        public Verified {
            servers = List.copyOf(servers);
        }

        @Override
        public String name() {
            return "verified";
        }

        Completed completed(Instant time) {
            return new Completed(this, time);
        }

        /// A later verification found another answer.
        Applied unverified() {
            return applied;
        }

        RolledBack rolledBack(Instant time, @Nullable String reason) {
            return applied.rolledBack(time, reason);
        }
    }

    /// Done; a way back is a new plan.
    record Completed(Verified verified, Instant at) implements CutoverState {
        @Override
        public String name() {
            return "completed";
        }
    }

    /// What was there before is there again.
    ///
    /// @param changed true when records had to be changed for it
    record RolledBack(Instant at, @Nullable String reason, boolean changed) implements CutoverState {
        @Override
        public String name() {
            return "rolled-back";
        }
    }
}
