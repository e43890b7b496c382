package org.rehome.dns.cutover;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What happened to a cut-over, one entry of the journal each. Its steps in order make a `Cutover`.
public sealed interface CutoverStep {
    UUID id();

    Instant at();

    /// @param forced what was missing when an operator forced the step; null when nothing was
    record Planned(Plan plan, Precheck precheck, @Nullable String forced, Instant at) implements CutoverStep {
        @Override
        public UUID id() {
            return plan.id();
        }
    }

    /// The update is about to be sent: from here on it may have been done.
    record Sending(UUID id, Instant at) implements CutoverStep {}

    /// @param serial of the zone afterwards
    record Applied(UUID id, Instant at, long serial) implements CutoverStep {}

    /// @param servers that answered the new records
    record Verified(UUID id, Instant at, List<String> servers) implements CutoverStep {
        public Verified {
            servers = List.copyOf(servers);
        }
    }

    record Unverified(UUID id, Instant at, String reason) implements CutoverStep {}

    /// The inverse is about to be sent.
    record RollingBack(UUID id, Instant at, List<String> script) implements CutoverStep {
        public RollingBack {
            script = List.copyOf(script);
        }
    }

    /// @param forced what was overwritten when an operator forced it; null when nothing was
    record RolledBack(
            UUID id,
            Instant at,
            @Nullable String reason,
            @Nullable String forced) implements CutoverStep {}

    record Completed(UUID id, Instant at) implements CutoverStep {}
}
