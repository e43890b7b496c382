package org.rehome.benchmark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.rehome.benchmark.report.Result.Run;

/// The report for programs. `runs` and `ratio` are as documented in docs/benchmarks.md.
public final class ReportJson {
    private ReportJson() {}

    public static ObjectNode of(Report report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = json.putArray("runs");
        report.runs().forEach(run -> add(runs.addObject(), run));
        ObjectNode ratio = json.putObject("ratio");
        report.ratios().forEach((contender, value) -> ratio.put(contender.text(), rounded(value, 100)));
        ArrayNode problems = json.putArray("problems");
        for (Result result : report.results()) {
            switch (result) {
                case Run _ -> {}
                case Result.Invalid(var contender, int round, String reason) ->
                    problems.addObject()
                            .put("system", contender.text())
                            .put("round", round)
                            .put("invalid", reason);
                case Result.NotRun(var contender, String reason) ->
                    problems.addObject().put("system", contender.text()).put("notRun", reason);
            }
        }
        return json;
    }

    private static void add(ObjectNode json, Run run) {
        json.put("system", run.contender().text())
                .put("round", run.round())
                .put("messages_per_s", Math.round(run.measured().messagesPerSecond()))
                .put("p50_ms", rounded(run.measured().p50Millis(), 1000))
                .put("p99_ms", rounded(run.measured().p99Millis(), 1000))
                .put("cpu_s_per_million", rounded(run.cpuSecondsPerMillion(), 10));
        ObjectNode processes = json.putObject("cpu_s_per_million_by_process");
        run.measured().cpuSeconds().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(process -> processes.put(process.getKey(), rounded(process.getValue(), 10)));
        json.put("generator_cpu_s_per_million", rounded(run.measured().generatorCpuSeconds(), 10))
                .put("others_cpu_share", rounded(run.measured().othersShare(), 100));
    }

    private static double rounded(double value, int parts) {
        return Math.round(value * parts) / (double) parts;
    }
}
