package org.rehome.lab.chaos;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rehome.lab.ledger.Anomaly;
import org.rehome.lab.ledger.LedgerReport;

/// How a run ended, in words and as JSON.
///
/// @param began when the faults began, by [System#nanoTime()]
/// @param anomalies what the ledger has noticed, message by message
/// @param moved users who changed pools, every move counted
/// @param movesFailed users who stayed although their move was asked for
/// @param movesNotBegun users whose move was not asked for, because what they had sent was still on its way
/// @param broken what kept the run from its end, in words; empty if nothing did
record ChaosReport(
        ChaosOptions options,
        long began,
        LedgerReport ledger,
        Findings findings,
        List<Anomaly> anomalies,
        List<Incident> incidents,
        long moved,
        long movesFailed,
        long movesNotBegun,
        List<String> broken) {
    private static final int SHOWN = 20;

    ChaosReport {
        anomalies = List.copyOf(anomalies);
        incidents = List.copyOf(incidents);
        broken = List.copyOf(broken);
    }

    boolean good() {
        return broken.isEmpty() && findings.good() && accounted() && neverAllowed() == 0;
    }

    /// What no fault excuses.
    private long neverAllowed() {
        return ledger.misdelivered() + ledger.corrupted() + ledger.unknown();
    }

    /// Whether the judgement is about every message that the ledger has something against.
    private boolean accounted() {
        return ledger.lost() == findings.lost().size() + findings.unacceptedStanzas()
                && repeated()
                        == findings.explained().size() + findings.unexplained().size()
                && ledger.reordered()
                        == findings.reordered().size() + findings.acrossEdges().size();
    }

    private long repeated() {
        return ledger.duplicated() + ledger.contradicted();
    }

    private Map<String, Long> faults() {
        return incidents.stream()
                .collect(Collectors.groupingBy(each -> each.fault().kind(), TreeMap::new, Collectors.counting()));
    }

    void print(PrintStream out) {
        out.printf("%nLedger (seed %d)%n", options.seed());
        out.printf(
                "  sent %d = delivered %d + returned %d + unaccepted %d + lost %d%n",
                ledger.sent(),
                ledger.delivered(),
                ledger.returned(),
                findings.unacceptedStanzas(),
                findings.lost().size());
        out.printf(
                "  reordered %d, across edges %d; duplicated %d, contradicted %d, of these explained %d, unexplained %d%n",
                findings.reordered().size(),
                findings.acrossEdges().size(),
                ledger.duplicated(),
                ledger.contradicted(),
                findings.explained().size(),
                findings.unexplained().size());
        out.printf(
                "  moves %d, failed %d, not begun %d; held %s ms (p50), %s ms (p99)%n",
                moved,
                movesFailed,
                movesNotBegun,
                ledger.hold().p50().toMillis(),
                ledger.hold().p99().toMillis());
        out.println("  faults " + faults());
        out.println("  explained by " + findings.explainedByKind());
        ledger.returnedByReason().forEach((reason, count) -> out.printf("  returned %d: %s%n", count, reason));
        findings.unaccepted()
                .forEach(each -> out.printf(
                        "  unaccepted %d (%d bytes) on %s: %s%n",
                        each.tokens().size(),
                        each.bytes(),
                        each.stream(),
                        each.cause().kind()));
        wrong(out);
        out.println(
                good()
                        ? "\nOf all accepted messages none was lost or reordered; every duplicate has its fault."
                        : "\nNOT GOOD: see above.");
    }

    private void wrong(PrintStream out) {
        broken.forEach(each -> out.println("  wrong: " + each));
        findings.lost().stream()
                .limit(SHOWN)
                .forEach(each -> out.println("  wrong: lost " + each.token() + ": " + each.because()));
        findings.unexplained().stream()
                .limit(SHOWN)
                .forEach(each -> out.printf(
                        "  wrong: %s %s, first at %.1f s, again at %.1f s%n",
                        each.contradicted() ? "contradicted" : "duplicated",
                        each.token(),
                        seconds(each.firstAt()),
                        seconds(each.at())));
        findings.unseen().stream()
                .limit(SHOWN)
                .forEach(each -> out.println("  wrong: delivered and in no topic: " + each));
        findings.reordered().stream()
                .limit(SHOWN)
                .forEach(each -> out.printf("  wrong: reordered %s, after %d%n", each.token(), each.after()));
        if (neverAllowed() > 0) {
            out.printf(
                    "  wrong: misdelivered %d, corrupted %d, unknown %d%n",
                    ledger.misdelivered(), ledger.corrupted(), ledger.unknown());
            anomalies.stream()
                    .filter(ChaosReport::isNeverAllowed)
                    .limit(SHOWN)
                    .forEach(each -> out.println("    " + each));
        }
        if (!accounted()) {
            out.println("  wrong: the judgement is not about all of them");
        }
    }

    /// Into the chaos, to a tenth.
    private double seconds(long instant) {
        return Math.round((instant - began) / 1e8) / 10.0;
    }

    private static boolean isNeverAllowed(Anomaly anomaly) {
        return switch (anomaly) {
            case Anomaly.Lost _, Anomaly.Duplicated _, Anomaly.Contradicted _, Anomaly.Reordered _ -> false;
            case Anomaly.Misdelivered _, Anomaly.Corrupted _, Anomaly.Unknown _ -> true;
        };
    }

    ObjectNode toJson() {
        ObjectNode json = ledger.toJson();
        json.put("seed", options.seed()).put("minutes", options.minutes());
        json.put("lost", findings.lost().size()).put("unaccepted", findings.unacceptedStanzas());
        json.put("reordered", findings.reordered().size())
                .put("reordered_across_edges", findings.acrossEdges().size());
        json.put("duplicated", repeated())
                .put("duplicated_explained", findings.explained().size())
                .put("duplicated_unexplained", findings.unexplained().size());
        json.put("moves", moved).put("moves_failed", movesFailed).put("moves_not_begun", movesNotBegun);
        ObjectNode byKind = json.putObject("faults");
        faults().forEach(byKind::put);
        ObjectNode causes = json.putObject("explained_by");
        findings.explainedByKind().forEach(causes::put);
        ArrayNode streams = json.putArray("unaccepted_by_stream");
        findings.unaccepted().forEach(each -> streams.addObject()
                .put("stream", each.stream())
                .put("fault", each.cause().kind())
                .put("stanzas", each.tokens().size())
                .put("bytes", each.bytes()));
        ArrayNode repeated = json.putArray("unexplained");
        findings.unexplained().forEach(each -> repeated.addObject()
                .put("message", each.token().toString())
                .put("first_s", seconds(each.firstAt()))
                .put("again_s", seconds(each.at())));
        ArrayNode happened = json.putArray("incidents");
        incidents.forEach(each -> happened.addObject()
                .put("fault", each.fault().describe())
                .put("from_s", seconds(each.from()))
                .put("until_s", seconds(each.until())));
        ArrayNode wrong = json.putArray("broken");
        broken.forEach(wrong::add);
        return json.put("good", good());
    }
}
