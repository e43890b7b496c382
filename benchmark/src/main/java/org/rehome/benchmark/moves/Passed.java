package org.rehome.benchmark.moves;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.traffic.Traffic;

/// One move of everybody, as it went.
///
/// @param name such as `quiet, there`
/// @param moved users who have arrived
/// @param failed users who have not
/// @param begun until the directory had answered that the move has begun
/// @param whole from when it was asked for until the last user had arrived
/// @param hold how long lanes were held, as the directory tells it
/// @param memory by process
/// @param ledger what became of the messages; empty when nobody wrote
record Passed(
        String name,
        int moved,
        int failed,
        Duration begun,
        Duration whole,
        Hold hold,
        Map<String, Memory> memory,
        Optional<LedgerReport> ledger) {
    /// Milliseconds.
    record Hold(long p50, long p99) {}

    /// The most that a process had while the move went on, in bytes.
    ///
    /// @param heap in use, with what is garbage already
    /// @param resident all of the process
    record Memory(long heap, long resident) {
        Memory most(Memory other) {
            return new Memory(Math.max(heap, other.heap), Math.max(resident, other.resident));
        }
    }

    Passed {
        memory = Map.copyOf(memory);
    }

    /// From when it was asked for: the beginning counts.
    double perSecond() {
        return moved * 1000.0 / Math.max(1, whole.toMillis());
    }

    /// Everybody has arrived, and every message too, once and in order.
    boolean good() {
        return failed == 0 && ledger.map(Passed::good).orElse(true);
    }

    static boolean allGood(List<Passed> some, List<Passed> others) {
        return some.stream().allMatch(Passed::good) && others.stream().allMatch(Passed::good);
    }

    // a sender whose session ends in the moment in which she writes has not written
    private static boolean good(LedgerReport messages) {
        return messages.clean() && messages.returned() == Traffic.notSent(messages);
    }
}
