package org.rehome.directory.measure;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.bus.DirectoryBus;
import org.rehome.directory.bus.DirectoryMetrics;
import org.rehome.directory.bus.LinkFacts;
import org.rehome.directory.bus.Mover;
import org.rehome.directory.bus.MoverSettings;
import org.rehome.directory.bus.MoverThread;
import org.rehome.directory.bus.OutboxLine;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Window;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.store.Outcome;
import org.rehome.directory.user.Selection;
import org.rehome.directory.user.UserFile;

/// Moves users to another pool and back, with the real broker, and a gateway that answers at once or after a time:
///
/// ```
/// ./mvnw -q -pl user-directory -am test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
/// cd user-directory
/// java -Xmx1g -cp target/test-classes:target/classes:$(cat target/classpath) \
///     org.rehome.directory.measure.MoveMeasurement users=100000 rounds=1 window=256 aim-millis=150 gateway-millis=0
/// ```
///
/// `users-per-second` limits the moves, to see how long lanes are held at that rate.
final class MoveMeasurement {
    private final Map<String, String> arguments;
    private final TestDirectory directory;
    private final Mover mover;
    private final QuickGateway gateway;

    private MoveMeasurement(Map<String, String> arguments, TestDirectory directory, Mover mover, QuickGateway gateway) {
        this.arguments = arguments;
        this.directory = directory;
        this.mover = mover;
        this.gateway = gateway;
    }

    public static void main(String[] given) throws Exception {
        Map<String, String> arguments = new HashMap<>();
        for (String each : given) {
            arguments.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        Path folder = Files.createTempDirectory("move-measurement");
        OutboxLine outbox = new OutboxLine();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(Settings.in(folder.resolve("kafka")));
                TestDirectory directory = TestDirectory.at(TestDirectory.url(folder), outbox::wake)) {
            TopicSetup.ensure(new KafkaSettings(kafka.bootstrapServers(), "measurement"));
            Duration delay = Duration.ofMillis(number(arguments, "gateway-millis", 0));
            Mover mover = mover(directory, number(arguments, "window", 256), number(arguments, "aim-millis", 150));
            try (QuickGateway gateway = new QuickGateway(kafka.bootstrapServers(), delay);
                    DirectoryBus bus = new DirectoryBus(
                            new KafkaSettings(kafka.bootstrapServers(), "user-directory"),
                            directory.source,
                            outbox,
                            new LinkFacts(),
                            new MoverThread(mover))) {
                bus.start();
                new MoveMeasurement(arguments, directory, mover, gateway).run();
            }
        }
    }

    private static int number(Map<String, String> arguments, String name, int otherwise) {
        return Integer.parseInt(arguments.getOrDefault(name, Integer.toString(otherwise)));
    }

    private static Mover mover(TestDirectory directory, int window, int aimMillis) {
        MoverSettings settings =
                new MoverSettings(new Window(window, Duration.ofMillis(aimMillis)), Duration.ofSeconds(30), null);
        DirectoryMetrics metrics = new DirectoryMetrics(new SimpleMeterRegistry(), directory.database);
        return new Mover(
                directory.starts,
                directory.moves,
                directory.departures,
                directory.arrivals,
                settings,
                metrics,
                System::nanoTime);
    }

    private void run() throws Exception {
        int users = number(arguments, "users", 20_000);
        PoolName old = directory.pool("old");
        PoolName target = directory.pool("new");
        StringBuilder csv = new StringBuilder("jid,pool\n");
        for (int i = 0; i < users; i++) {
            csv.append("user").append(i).append("@example.test,old\n");
        }
        directory.imports.run(UserFile.read(new StringReader(csv.toString())));
        while (directory.database.outboxDepth() > 0) {
            Thread.sleep(50);
        }
        for (int round = 0; round < number(arguments, "rounds", 1); round++) {
            move("there", new Selection.OfPool(old), target);
            move("back", new Selection.OfPool(target), old);
        }
    }

    private void move(String name, Selection selection, PoolName target) throws InterruptedException {
        gateway.takeHolds();
        int limit = number(arguments, "users-per-second", 0);
        Manner manner = new Manner(limit == 0 ? null : limit, false);
        long start = System.nanoTime();
        Move begun = ((Outcome.Created<Move>) directory.starts.forward(selection, target, manner)).now();
        long written = System.nanoTime();
        mover.carryOut(begun.id());
        Move move = begun;
        while (!move.isCompleted()) {
            Thread.sleep(20);
            move = directory.moves.find(begun.id()).orElseThrow();
        }
        double seconds = (System.nanoTime() - written) / 1e9;
        // what the gateway has yet to see
        while (directory.database.outboxDepth() > 0) {
            Thread.sleep(20);
        }
        Move.HoldTimes seen = gateway.takeHolds().times().orElseThrow();
        Move.HoldTimes told = java.util.Objects.requireNonNull(move.held());
        System.out.printf(
                Locale.ROOT,
                "%-5s %d users, %d moved, begun in %d ms, moved in %.1f s: %.0f users/s; held %d ms (p50), %d ms (p99)"
                        + " by the directory, %d ms (p50), %d ms (p99) by the gateway; heap %d MB, cpu %.1f s%n",
                name,
                move.counts().total(),
                move.counts().moved(),
                Duration.ofNanos(written - start).toMillis(),
                seconds,
                move.counts().total() / seconds,
                told.p50Millis(),
                told.p99Millis(),
                seen.p50Millis(),
                seen.p99Millis(),
                heap() >> 20,
                cpu());
    }

    private static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    /// What is in use after a collection, of everything in this process.
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
