package org.rehome.standalone;

import java.nio.file.Path;
import java.util.List;

/// The commands behind `./rehome` that run in Java.
public final class Main {
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), Path.of(System.getProperty("rehome.root", "."))));
    }

    private static int run(List<String> arguments, Path root) {
        return switch (Command.parse(arguments, root.toAbsolutePath().normalize())) {
            case Command.Up(SuiteSettings settings) -> new Supervisor(settings, System.out, System.err).run();
            case Command.Demo demo ->
                SuiteRun.demo(demo, System.out, System.err).run();
            case Command.Chaos chaos ->
                SuiteRun.chaos(chaos, System.out, System.err).run();
            case Command.Bench bench -> new Benching(bench, System.out, System.err).run();
            case Command.BenchMoves moves ->
                SuiteRun.moves(moves, System.out, System.err).run();
            case Command.BenchStreams streams ->
                SuiteRun.streams(streams, System.out, System.err).run();
            case Command.Help() -> {
                System.out.print(Help.text());
                yield 0;
            }
            case Command.Misused(String reason) -> {
                System.err.println("rehome: " + reason + "; ./rehome help says what there is");
                yield MISUSED;
            }
        };
    }
}
