package org.rehome.lab.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.rehome.lab.ledger.Anomaly;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.traffic.Traffic;

/// How a demonstration ended: what it says of itself, in words and as JSON.
///
/// @param done the numbers of the steps that were done
/// @param phases what happened when, the steps among them
/// @param switches of partners between the legacy gateway and the edges
/// @param anomalies what went wrong, message by message
/// @param lost what neither arrived nor came back
/// @param returnedBeforeOpen messages that came back before every path was open; each other one is a fault
/// @param moved how many users were moved, every move counted
/// @param failed whether a step could not be done, or messages did not settle
record Conclusion(
        DemoOptions options,
        List<Integer> done,
        List<Phase> phases,
        List<Switches.Switched> switches,
        LedgerReport ledger,
        List<Anomaly> anomalies,
        List<Token> lost,
        long returnedBeforeOpen,
        long moved,
        boolean failed) {
    /// The six steps of a migration.
    static final List<String> STEPS = List.of(
            "deploy the new pool",
            "deploy the edge",
            "move the users",
            "policies and certificates",
            "enable federation",
            "update DNS");

    Conclusion {
        done = List.copyOf(done);
        phases = List.copyOf(phases);
        switches = List.copyOf(switches);
        anomalies = List.copyOf(anomalies);
        lost = List.copyOf(lost);
    }

    /// All six steps are done; nothing was lost, doubled or reordered, and nothing came back once all paths were open.
    boolean good() {
        return !failed && allDone() && ledger.clean() && returnedWhileOpen() == 0;
    }

    private boolean allDone() {
        return done.size() == STEPS.size();
    }

    private long returnedWhileOpen() {
        return allDone() ? ledger.returned() - Traffic.notSent(ledger) - returnedBeforeOpen : 0;
    }

    void print(PrintStream out) {
        out.printf("%nLedger%n");
        out.printf(
                "  sent %d = delivered %d + returned %d + lost %d%n",
                ledger.sent(), ledger.delivered(), ledger.returned(), ledger.lost());
        out.printf("  duplicated %d, reordered %d%n", ledger.duplicated(), ledger.reordered());
        out.printf(
                "  moves %d, held %s ms (p50), %s ms (p99)%n",
                moved, ledger.hold().p50().toMillis(), ledger.hold().p99().toMillis());
        long[] times =
                switches.stream().mapToLong(Switches.Switched::millis).sorted().toArray();
        if (times.length > 0) {
            out.printf(
                    "  switches of partners %d, done in %d ms (p50), %d ms (longest)%n",
                    times.length, times[times.length / 2], times[times.length - 1]);
        }
        out.printf(
                "  latency %s ms (p50), %s ms (p99)%n",
                ledger.latency().p50().toMillis(), ledger.latency().p99().toMillis());
        ledger.returnedByReason()
                .forEach((reason, count) -> out.printf("  returned %d: %s%n", count, Reasons.explain(reason)));
        if (returnedWhileOpen() > 0) {
            out.println("  wrong: " + returnedWhileOpen() + " messages came back although every path was open");
        }
        for (Anomaly anomaly : anomalies) {
            out.println("  wrong: " + anomaly);
        }
        out.println(
                good()
                        ? "\nAll six steps are done; nothing was lost, doubled or reordered."
                        : "\nNOT GOOD: see above.");
    }

    ObjectNode toJson() {
        ObjectNode json = ledger.toJson();
        json.put("users", options.users()).put("moves", moved);
        json.put("order", options.order().name().toLowerCase(Locale.ROOT));
        ArrayNode steps = json.putArray("steps");
        for (int number = 1; number <= STEPS.size(); number++) {
            steps.addObject()
                    .put("step", number)
                    .put("name", STEPS.get(number - 1))
                    .put("state", done.contains(number) ? "done" : "not done");
        }
        ArrayNode switched = json.putArray("switches");
        switches.forEach(each -> switched.add(each.toJson()));
        ArrayNode parts = json.putArray("phases");
        Set<Token> left = new HashSet<>(lost);
        for (Phase phase : phases) {
            int before = left.size();
            left.removeAll(phase.onTheirWay());
            parts.add(phase.toJson(before - left.size()));
        }
        return json;
    }
}
