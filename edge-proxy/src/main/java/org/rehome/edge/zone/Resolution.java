package org.rehome.edge.zone;

import java.util.List;

/// Where a partner's server is.
public sealed interface Resolution {
    /// @param targets in the order in which they are to be tried
    record Found(List<Target> targets) implements Resolution {
        public Found {
            targets = List.copyOf(targets);
        }
    }

    /// The DNS says that there is none (RFC 6120 §8.3.3.16).
    record NotFound(String reason) implements Resolution {}

    /// The DNS does not answer, or not usefully.
    record Unanswered(String reason) implements Resolution {}
}
