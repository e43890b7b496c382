package org.rehome.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.load.Outcome;
import org.rehome.benchmark.report.Report;
import org.rehome.benchmark.report.ReportJson;
import org.rehome.benchmark.report.ReportText;
import org.rehome.benchmark.report.Result;
import org.rehome.benchmark.server.Contender;
import org.rehome.benchmark.server.Ejabberd;
import org.rehome.benchmark.server.Ground;
import org.rehome.benchmark.server.Installation;
import org.rehome.benchmark.server.Prosody;
import org.rehome.benchmark.server.Rehome;
import org.rehome.benchmark.server.Running;
import org.rehome.benchmark.server.SuiteStarter;

/// Measures systems in turn, round by round: a partner sends messages by S2S, a component takes them out. A
/// system is started anew for each run, and alone: what idles beside it would take its processors.
public final class Benchmark {
    private final BenchmarkOptions options;
    private final Ground ground;
    private final SuiteStarter suites;
    private final PrintStream out;
    private final List<Result> results = new ArrayList<>();

    private Benchmark(BenchmarkOptions options, Ground ground, SuiteStarter suites, PrintStream out) {
        this.options = options;
        this.ground = ground;
        this.suites = suites;
        this.out = out;
    }

    /// Runs the whole benchmark.
    ///
    /// @return 0 when every run that was tried counts; 1 otherwise
    public static int run(BenchmarkOptions options, Ground ground, SuiteStarter suites, PrintStream out)
            throws IOException, InterruptedException {
        return new Benchmark(options, ground, suites, out).run();
    }

    private int run() throws IOException, InterruptedException {
        List<Contender> present = present();
        Job.Load load = options.load();
        out.printf(
                "%d rounds; each run: %d s warm-up and %d s at saturation, %d s at %d messages/s%n",
                options.rounds(), load.warmUpSeconds(), load.seconds(), load.seconds(), load.rate());
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contender contender : present) {
                say(result(contender, round));
            }
        }
        var report = new Report(results);
        out.println();
        ReportText.summary(report).forEach(out::println);
        if (options.report().isPresent()) {
            Path file = options.report().get();
            Files.writeString(file, ReportJson.of(report).toPrettyString() + System.lineSeparator());
            out.println("Report: " + file);
        }
        return report.valid() ? 0 : 1;
    }

    private List<Contender> present() throws IOException, InterruptedException {
        List<Contender> present = new ArrayList<>();
        for (Contender contender : options.contenders()) {
            Optional<String> obstacle = Installation.obstacle(contender, ground);
            if (obstacle.isPresent()) {
                say(new Result.NotRun(contender, obstacle.get()));
            } else {
                present.add(contender);
            }
        }
        return present;
    }

    private void say(Result result) {
        results.add(result);
        out.println(ReportText.line(result));
    }

    private Result result(Contender contender, int round) throws InterruptedException {
        try {
            Path folder = ground.folder().resolve(contender.text() + "-" + round);
            return switch (measure(contender, folder, round)) {
                case Outcome.Measured measured -> new Result.Run(contender, round, measured);
                case Outcome.Invalid(String reason) -> new Result.Invalid(contender, round, reason);
            };
        } catch (IOException e) {
            return new Result.Invalid(contender, round, String.valueOf(e.getMessage()));
        }
    }

    private Outcome measure(Contender contender, Path folder, int round) throws IOException, InterruptedException {
        try (Running system = start(contender, folder);
                Generator generator = Generator.start(job(system), ground.folder())) {
            @Nullable Outcome early = generator.awaitReady();
            if (early != null) {
                return early;
            }
            system.admitPartner();
            return generator.measure(() -> profile(contender, system, round));
        }
    }

    private Running start(Contender contender, Path folder) throws IOException, InterruptedException {
        return switch (contender) {
            case REHOME -> Rehome.start(suites, ground, folder, users());
            case PROSODY -> Prosody.start(ground, folder);
            case EJABBERD -> Ejabberd.start(ground, folder);
        };
    }

    private List<String> users() {
        return IntStream.range(0, options.load().lanes())
                .mapToObj(lane -> Job.user(Ground.DOMAIN, lane))
                .toList();
    }

    private Job job(Running system) {
        return new Job(
                Ground.PARTNER,
                Ground.DOMAIN,
                system.s2sPort(),
                ground.partnerIdentity().toString(),
                ground.password(),
                system.side(),
                system.processes(),
                options.load());
    }

    private void profile(Contender contender, Running system, int round) {
        if (contender == Contender.REHOME && options.profile().isPresent()) {
            new FlightRecorder(options.profile().get(), options.load().seconds()).record(system.processes(), round);
        }
    }
}
