package org.rehome.lab.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.rehome.lab.stanza.StanzaKind;

/// The ledger's totals at one instant.
///
/// @param sent messages entered
/// @param delivered of them, those whose first news was their delivery
/// @param returned of them, those whose first news was an error to the sender
/// @param lost neither: after settling, gone; before, still on the way
/// @param duplicated second and further deliveries or returns
/// @param reordered first deliveries after a later message of the pair
/// @param contradicted messages both delivered and returned
/// @param misdelivered deliveries to somebody else
/// @param corrupted deliveries with another content than was sent
/// @param unknown news of messages that were never sent
/// @param sentByKind number of messages entered by kind of stanza
/// @param returnedByReason number of returns by stanza error condition
/// @param latency from send to first delivery
/// @param hold how long moves held users' lanes, as they reported it
public record LedgerReport(
        long sent,
        long delivered,
        long returned,
        long lost,
        long duplicated,
        long reordered,
        long contradicted,
        long misdelivered,
        long corrupted,
        long unknown,
        Map<StanzaKind, Long> sentByKind,
        Map<String, Long> returnedByReason,
        Percentiles latency,
        Percentiles hold) {

    public LedgerReport {
        if (sent != delivered + returned + lost) {
            throw new IllegalArgumentException(
                    "sent %d is not delivered %d + returned %d + lost %d".formatted(sent, delivered, returned, lost));
        }
        sentByKind = Map.copyOf(sentByKind);
        returnedByReason = Collections.unmodifiableMap(new TreeMap<>(returnedByReason));
    }

    /// Whether nothing went wrong: every message delivered once, in order, as it was sent, or returned.
    public boolean clean() {
        return lost + duplicated + reordered + contradicted + misdelivered + corrupted + unknown == 0;
    }

    LedgerReport with(Percentiles newLatency, Percentiles newHold) {
        return new LedgerReport(
                sent,
                delivered,
                returned,
                lost,
                duplicated,
                reordered,
                contradicted,
                misdelivered,
                corrupted,
                unknown,
                sentByKind,
                returnedByReason,
                newLatency,
                newHold);
    }

    /// The report under the names of the demo's report file.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("sent", sent).put("delivered", delivered).put("returned", returned);
        json.put("lost", lost).put("duplicated", duplicated).put("reordered", reordered);
        json.put("contradicted", contradicted).put("misdelivered", misdelivered);
        json.put("corrupted", corrupted).put("unknown", unknown);
        ObjectNode reasons = json.putObject("returned_by_reason");
        returnedByReason.forEach(reasons::put);
        json.set("hold_ms", millis(hold));
        json.set("latency_ms", millis(latency));
        return json;
    }

    private static ObjectNode millis(Percentiles percentiles) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("p50", Percentiles.millis(percentiles.p50()))
                .put("p99", Percentiles.millis(percentiles.p99()));
    }
}
