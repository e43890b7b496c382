package org.rehome.benchmark.moves;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.rehome.benchmark.moves.Passed.Hold;
import org.rehome.benchmark.process.Metrics;
import org.rehome.lab.demo.Screen;
import org.rehome.lab.demo.Steps;
import org.rehome.lab.demo.World;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.operator.Waiting;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.traffic.Traffic;

/// Opens every path through a fresh suite, then moves all users to the other pool and back, while nobody writes, and
/// while some of them write to partners, and partners to them.
public final class MovesBenchmark {
    private static final int PARTNERS = 2;

    /// Few enough that each pair writes again and again, so that the order shows.
    private static final int WRITERS = 1_000;

    private static final Duration IMPORTED_WITHIN = Duration.ofMinutes(5);
    private static final Duration MOVED_WITHIN = Duration.ofHours(1);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(90);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final SuiteAddresses suite;
    private final Map<String, Long> processes;
    private final MovesOptions options;
    private final World world;
    private final Screen screen;
    private final Rest directory;
    private final List<String> writers;
    private final List<Passed> warmUp = new ArrayList<>();
    private final List<Passed> passed = new ArrayList<>();

    private MovesBenchmark(
            SuiteAddresses suite, Map<String, Long> processes, MovesOptions options, World world, Screen screen) {
        this.suite = suite;
        this.processes = processes;
        this.options = options;
        this.world = world;
        this.screen = screen;
        this.directory = new Rest(suite.directory());
        int every = Math.ceilDiv(world.users.size(), WRITERS);
        List<String> spread = new ArrayList<>();
        for (int i = 0; i < world.users.size(); i += every) {
            spread.add(world.users.get(i));
        }
        this.writers = List.copyOf(spread);
    }

    /// Runs on a fresh suite.
    ///
    /// @param processes numbers of its processes, by name
    /// @return 0 when everybody has arrived each time, and every message once and in order; 1 otherwise
    /// @throws IOException when the report cannot be written, or something is not as it should be
    public static int run(SuiteAddresses suite, Map<String, Long> processes, MovesOptions options, PrintStream out)
            throws IOException, InterruptedException {
        try (World world = World.create(suite, options.users(), PARTNERS, options.hooks());
                Screen screen = new Screen(out)) {
            screen.heading("%d users are moved there and back; then again, with %d messages a second"
                    .formatted(options.users(), options.rate()));
            var benchmark = new MovesBenchmark(suite, processes, options, world, screen);
            benchmark.open();
            benchmark.measure();
            return benchmark.conclude(out);
        }
    }

    private void open() throws IOException, InterruptedException {
        Steps steps = new Steps(suite, world, screen);
        steps.publishZones();
        steps.deployPools();
        steps.deployEdge();
        steps.setPoliciesAndCertificates();
        steps.enablePartners();
        steps.cutOverDns();
        Waiting.until("every imported user on her topic", IMPORTED_WITHIN, () -> {
            String metrics = directory.get("/q/metrics").text();
            double left = Metrics.sum(metrics, "rehome_directory_outbox_depth");
            return left > 0 ? Waiting.notYet() : Waiting.done(left);
        });
    }

    /// A directory runs for weeks, so moves are measured warm: the first ones, which Java compiles, are told apart.
    private void measure() throws IOException, InterruptedException {
        screen.heading("Everybody moves there and back, to warm up");
        busy("warm-up", warmUp::add);
        screen.heading("Everybody moves there and back, while nobody writes, and under traffic");
        String there = move("quiet, there", "/moves", order(), Optional::empty, passed::add);
        move("quiet, back", reverseOf(there), Rest.object(), Optional::empty, passed::add);
        busy("under traffic", passed::add);
    }

    private void busy(String name, Consumer<Passed> results) throws IOException, InterruptedException {
        String there = busy(name + ", there", "/moves", order(), world.legacy, world.target, results);
        busy(name + ", back", reverseOf(there), Rest.object(), world.target, world.legacy, results);
    }

    private static String reverseOf(String move) {
        return "/moves/" + move + "/reverse";
    }

    private JsonNode order() {
        return Rest.object().put("fromPool", world.legacy.name()).put("target", world.target.name());
    }

    private interface Messages {
        Optional<LedgerReport> ended() throws IOException, InterruptedException;
    }

    /// Writers have sessions on both pools meanwhile, so that they see every message at once. Without hooks they write
    /// from the pool that they leave until all have arrived: what one sends from two pools has no promised order.
    private String busy(
            String name, String path, JsonNode order, SimulatedPool from, SimulatedPool to, Consumer<Passed> results)
            throws IOException, InterruptedException {
        writers.forEach(from::login);
        writers.forEach(to::login);
        var ledger = new Ledger();
        try (Traffic traffic = Traffic.on(ledger)
                .pools(List.of(from, to))
                .partners(world.partners)
                .users(writers)
                .rate(options.rate())
                .start()) {
            awaitFlowing(ledger);
            String move = move(
                    name,
                    path,
                    order,
                    () -> {
                        traffic.stop();
                        if (!ledger.settle(SETTLED_WITHIN, QUIET)) {
                            screen.say("not every message has arrived within " + SETTLED_WITHIN.toSeconds() + " s");
                        }
                        ledger.anomalies().forEach(anomaly -> screen.say("wrong: " + anomaly));
                        return Optional.of(ledger.report());
                    },
                    results);
            writers.forEach(from::logout);
            return move;
        }
    }

    /// Streams that are opened by the first messages are no part of what is measured.
    private void awaitFlowing(Ledger ledger) throws IOException, InterruptedException {
        Waiting.until("messages flow", SETTLED_WITHIN, () -> {
            LedgerReport now = ledger.report();
            boolean flows = now.delivered() > options.rate() && now.lost() < options.rate() / 2 + 1;
            return flows ? Waiting.done(now) : Waiting.notYet();
        });
    }

    private String move(String name, String path, JsonNode order, Messages messages, Consumer<Passed> results)
            throws IOException, InterruptedException {
        var memory =
                new MemoryWatch(Map.of("user-directory", directory, "gateway", new Rest(suite.gateway())), processes);
        Instant asked = Instant.now();
        String id = directory.post(path, order).json().path("id").asText();
        Duration begun = Duration.between(asked, Instant.now());
        JsonNode move = await(id, memory);
        Passed result = new Passed(
                name,
                move.path("moved").asInt(),
                move.path("failed").asInt(),
                begun,
                Duration.between(asked, Instant.parse(move.path("completedAt").asText())),
                new Hold(
                        move.path("holdMillis").path("p50").asLong(),
                        move.path("holdMillis").path("p99").asLong()),
                memory.most(),
                messages.ended());
        results.accept(result);
        screen.say(MovesText.line(result));
        return id;
    }

    private JsonNode await(String id, MemoryWatch memory) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + MOVED_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            memory.look();
            JsonNode move = directory.get("/moves/" + id).json();
            if (move.path("completedAt").isTextual()) {
                return move;
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new NotDone("move " + id + " is not completed within " + MOVED_WITHIN.toMinutes() + " minutes");
    }

    private int conclude(PrintStream out) throws IOException {
        out.println();
        MovesText.summary(warmUp, passed).forEach(out::println);
        if (options.report().isPresent()) {
            String json = MovesJson.of(options, warmUp, passed).toPrettyString();
            Files.writeString(options.report().get(), json + System.lineSeparator());
            out.println("Report: " + options.report().get());
        }
        return Passed.allGood(warmUp, passed) ? 0 : 1;
    }
}
