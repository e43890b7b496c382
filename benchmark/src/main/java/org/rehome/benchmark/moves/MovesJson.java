package org.rehome.benchmark.moves;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The report for programs, as documented in docs/benchmarks.md.
final class MovesJson {
    private MovesJson() {}

    static ObjectNode of(MovesOptions options, List<Passed> warmUp, List<Passed> passed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("users", options.users())
                .put("rate", options.rate())
                .put("pools", options.hooks() ? "hook" : "component")
                .put("good", Passed.allGood(warmUp, passed));
        ArrayNode first = json.putArray("warm_up");
        warmUp.forEach(each -> add(first.addObject(), each));
        ArrayNode runs = json.putArray("runs");
        passed.forEach(each -> add(runs.addObject(), each));
        return json;
    }

    private static void add(ObjectNode json, Passed passed) {
        json.put("run", passed.name())
                .put("moved", passed.moved())
                .put("failed", passed.failed())
                .put("begun_s", passed.begun().toMillis() / 1000.0)
                .put("seconds", passed.whole().toMillis() / 1000.0)
                .put("moves_per_s", Math.round(passed.perSecond()));
        json.putObject("hold_ms")
                .put("p50", passed.hold().p50())
                .put("p99", passed.hold().p99());
        ObjectNode memory = json.putObject("memory_mb");
        passed.memory().forEach((process, most) -> memory.putObject(process)
                .put("heap", most.heap() >> 20)
                .put("resident", most.resident() >> 20));
        passed.ledger().ifPresent(ledger -> json.set("messages", ledger.toJson()));
    }
}
