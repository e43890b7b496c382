package org.rehome.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rehome.benchmark.report.Report.Medians;
import org.rehome.benchmark.report.Result.Run;
import org.rehome.benchmark.server.Contender;

/// The report for people, line by line.
public final class ReportText {
    /// What Rehome is built to reach: ratios of messages per second, and milliseconds at 1,000 messages a
    /// second.
    private static final Map<Contender, Double> WANTED = Map.of(Contender.PROSODY, 4.0, Contender.EJABBERD, 2.0);

    private static final double WANTED_P50 = 5;
    private static final double WANTED_P99 = 40;

    /// What is not worth a figure in the shares.
    private static final double SMALL = 0.1;

    private ReportText() {}

    /// One result, as soon as it is there.
    public static String line(Result result) {
        return switch (result) {
            case Run run ->
                "  round %d  %s"
                                .formatted(
                                        run.round(),
                                        figures(
                                                run.contender(),
                                                new Medians(
                                                        run.measured().messagesPerSecond(),
                                                        run.measured().p50Millis(),
                                                        run.measured().p99Millis(),
                                                        run.cpuSecondsPerMillion())))
                        + "  (" + shares(run) + ")";
            case Result.Invalid(var contender, int round, String reason) ->
                "  round %d  %-8s  INVALID: %s".formatted(round, contender.text(), reason);
            case Result.NotRun(var contender, String reason) ->
                "  %s is not run: %s".formatted(contender.text(), reason);
        };
    }

    private static String figures(Contender contender, Medians figures) {
        return String.format(
                Locale.ROOT,
                "%-8s %,8.0f messages/s   p50 %7.2f ms   p99 %7.2f ms   CPU %6.1f s/million",
                contender.text(),
                figures.messagesPerSecond(),
                figures.p50Millis(),
                figures.p99Millis(),
                figures.cpuSecondsPerMillion());
    }

    private static String shares(Run run) {
        String servers = run.measured().cpuSeconds().entrySet().stream()
                .filter(process -> process.getValue() >= SMALL)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(process -> String.format(Locale.ROOT, "%s %.1f", process.getKey(), process.getValue()))
                .collect(Collectors.joining(", "));
        return servers
                + String.format(
                        Locale.ROOT,
                        "; generator %.1f; others %.0f %% of the machine",
                        run.measured().generatorCpuSeconds(),
                        100 * run.measured().othersShare());
    }

    /// All results together.
    public static List<String> summary(Report report) {
        List<String> lines = new ArrayList<>();
        lines.add("Medians");
        for (Contender contender : Contender.values()) {
            report.medians(contender).ifPresent(medians -> lines.add("  " + figures(contender, medians)));
        }
        report.ratios()
                .forEach((other, ratio) -> lines.add(String.format(
                        Locale.ROOT,
                        "  Rehome carries %.2f times as much as %s; %s",
                        ratio,
                        other.text(),
                        judged(ratio >= wanted(other), "%.0f times".formatted(wanted(other))))));
        report.medians(Contender.REHOME).ifPresent(ours -> {
            lines.add("  p50 " + judged(ours.p50Millis() <= WANTED_P50, "%.0f ms at most".formatted(WANTED_P50)));
            lines.add("  p99 " + judged(ours.p99Millis() <= WANTED_P99, "%.0f ms at most".formatted(WANTED_P99)));
        });
        return lines;
    }

    private static double wanted(Contender other) {
        return WANTED.getOrDefault(other, 1.0);
    }

    private static String judged(boolean reached, String target) {
        return "the target, " + target + ", is " + (reached ? "reached" : "missed");
    }
}
