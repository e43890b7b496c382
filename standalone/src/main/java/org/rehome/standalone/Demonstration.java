package org.rehome.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rehome.lab.demo.Demo;
import org.rehome.lab.demo.DemoOptions;

/// `rehome demo`: a suite of its own on free ports, the demonstration on it, and its end. The folder is kept when
/// something was wrong, for its logs.
final class Demonstration {
    private static final int FAILED = 1;

    private final Command.Demo demo;
    private final PrintStream out;
    private final PrintStream errors;

    Demonstration(Command.Demo demo, PrintStream out, PrintStream errors) {
        this.demo = demo;
        this.out = out;
        this.errors = errors;
    }

    /// Returns the exit status: the demonstration's, 130 after Ctrl-C, 2 if the suite cannot start as
    /// asked, 1 if it could not start or go on.
    int run() {
        try {
            checkReport(demo.options());
            Path folder = demo.data().isPresent() ? demo.data().get() : Files.createTempDirectory("rehome-demo-");
            int status = runIn(folder);
            if (status == 0 && demo.data().isEmpty()) {
                Foreground.delete(folder);
            } else {
                out.println("Logs: " + folder.resolve("logs"));
            }
            return status;
        } catch (IOException e) {
            errors.println("rehome: " + (e instanceof CannotStart ? e.getMessage() : e));
            return e instanceof CannotStart reason ? reason.exitStatus() : FAILED;
        }
    }

    /// Finding out at the end that the report cannot be written would be late.
    private static void checkReport(DemoOptions options) throws IOException {
        if (options.report().isPresent()) {
            Files.writeString(options.report().get(), "");
        }
    }

    private int runIn(Path folder) throws IOException {
        SuiteLog.redirect(folder);
        SuiteSettings settings = SuiteSettings.of(demo.root(), folder)
                .withFreePorts()
                .withResolver(new Resolver.OfTheSuite())
                .with(Services.EDGE_PROXY, "rehome.edge.public-host", Demo.EDGE_HOST);
        return Foreground.run("demo", () -> {
            try (Suite suite = Suite.start(settings, out::println)) {
                Runtime.getRuntime().addShutdownHook(new Thread(suite::close, "stop"));
                return Demo.run(suite.addresses(), demo.options(), out);
            }
        });
    }
}
