package org.rehome.e2e.conformance;

import java.util.Comparator;
import org.rehome.conformance.Requirement;

/// A test that names a requirement, as it ended.
///
/// @param module folder of the module
/// @param name class and method, as they are written
record Proof(Requirement requirement, String module, String name, Outcome outcome) implements Comparable<Proof> {
    enum Outcome {
        PASSED,
        FAILED,
        NOT_RUN
    }

    @Override
    public int compareTo(Proof other) {
        return Comparator.comparing(Proof::requirement)
                .thenComparing(Proof::module)
                .thenComparing(Proof::name)
                .compare(this, other);
    }
}
