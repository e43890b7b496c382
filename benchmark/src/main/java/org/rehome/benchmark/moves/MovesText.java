package org.rehome.benchmark.moves;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rehome.lab.ledger.LedgerReport;

/// The report for people, line by line.
final class MovesText {
    /// What Rehome is built to reach under traffic.
    private static final double WANTED_PER_SECOND = 1_000;

    private static final long WANTED_HOLD_P99 = 250;

    private MovesText() {}

    /// One move, as soon as it is completed.
    static String line(Passed passed) {
        String line = String.format(
                Locale.ROOT,
                "%-21s %d moved in %.1f s (begun after %.1f s): %.0f/s; held %d ms (p50), %d ms (p99)",
                passed.name(),
                passed.moved(),
                passed.whole().toMillis() / 1000.0,
                passed.begun().toMillis() / 1000.0,
                passed.perSecond(),
                passed.hold().p50(),
                passed.hold().p99());
        return line + passed.ledger().map(MovesText::messages).orElse("") + memory(passed);
    }

    private static String messages(LedgerReport ledger) {
        return String.format(
                Locale.ROOT,
                "; %d messages, %d ms (p50), %d ms (p99); lost %d, duplicated %d, reordered %d, returned %d",
                ledger.sent(),
                ledger.latency().p50().toMillis(),
                ledger.latency().p99().toMillis(),
                ledger.lost(),
                ledger.duplicated(),
                ledger.reordered(),
                ledger.returned());
    }

    private static String memory(Passed passed) {
        var text = new StringBuilder();
        passed.memory().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(process -> text.append("; ")
                        .append(process.getKey())
                        .append(' ')
                        .append(process.getValue().heap() >> 20)
                        .append(" MB heap, ")
                        .append(process.getValue().resident() >> 20)
                        .append(" MB resident"));
        return text.toString();
    }

    /// What is said of all of them at the end.
    static List<String> summary(List<Passed> warmUp, List<Passed> passed) {
        List<String> lines = new ArrayList<>();
        Optional<Double> slowest = passed.stream()
                .filter(each -> each.ledger().isPresent())
                .map(Passed::perSecond)
                .min(Double::compare);
        Optional<Long> held = passed.stream()
                .filter(each -> each.ledger().isPresent())
                .map(each -> each.hold().p99())
                .max(Long::compare);
        slowest.ifPresent(rate -> lines.add(String.format(
                Locale.ROOT,
                "  under traffic at least %.0f users/s: %.0f, %s",
                WANTED_PER_SECOND,
                rate,
                reached(rate >= WANTED_PER_SECOND))));
        held.ifPresent(p99 -> lines.add("  under traffic a p99 hold of at most %d ms: %d, %s"
                .formatted(WANTED_HOLD_P99, p99, reached(p99 <= WANTED_HOLD_P99))));
        lines.add(
                Passed.allGood(warmUp, passed)
                        ? "  everybody has arrived each time; no message was lost, doubled, reordered or returned"
                        : "  NOT GOOD: see above");
        return lines;
    }

    private static String reached(boolean reached) {
        return reached ? "reached" : "missed";
    }
}
