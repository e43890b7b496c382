package org.rehome.dns;

import java.util.List;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Matrix;

/// What became of an order of an operator.
public sealed interface CutoverResult {

    /// Done, or it was done before.
    record Done(Cutover cutover) implements CutoverResult {}

    /// The servers were asked.
    record Compared(Cutover cutover, Matrix matrix) implements CutoverResult {}

    /// A precondition is missing.
    ///
    /// @param precondition one word
    record Refused(String precondition, String reason) implements CutoverResult {}

    /// It does not fit to what is there.
    record Conflict(String reason) implements CutoverResult {}

    /// Somebody else has changed the records; in master file form. Nothing was done.
    record Drifted(String reason, List<String> expected, List<String> found, List<String> wanted)
            implements CutoverResult {
        public Drifted {
            expected = List.copyOf(expected);
            found = List.copyOf(found);
            wanted = List.copyOf(wanted);
        }
    }

    /// The DNS server does not answer, or not in a way that tells the outcome.
    record ServerFailed(String reason) implements CutoverResult {}

    /// The service cannot do it now.
    record Unavailable(String reason) implements CutoverResult {}
}
