package org.rehome.e2e.conformance;

import java.util.Map;
import java.util.Optional;
import org.rehome.conformance.Requirement;

/// What a requirement asks for and the suite does not do: the whole of it, or a part beside what tests prove.
final class Shortfalls {
    private static final Map<Requirement, String> KNOWN = Map.of();

    private Shortfalls() {}

    static Optional<String> of(Requirement requirement) {
        return Optional.ofNullable(KNOWN.get(requirement));
    }
}
