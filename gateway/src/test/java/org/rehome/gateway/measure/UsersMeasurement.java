package org.rehome.gateway.measure;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.Facts;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.lane.LaneConsumer;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.gateway.GatewayMetrics;
import org.rehome.gateway.bus.FactTables;
import org.rehome.gateway.bus.Signal;
import org.rehome.gateway.bus.Waiting;
import org.rehome.gateway.hook.Alignment;
import org.rehome.gateway.hook.Arrivals;
import org.rehome.gateway.hook.Hooks;
import org.rehome.gateway.hook.UserRequests;
import org.rehome.gateway.lane.Owned;
import org.rehome.gateway.lane.Quiescence;
import org.rehome.gateway.route.Knowledge;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;

/// How long a gateway takes at its start to read many users, and what they take of its memory; the broker is in the
/// same process:
///
/// ```
/// ./mvnw -q -pl gateway -am test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
/// cd gateway
/// java -Xmx2g -cp target/test-classes:target/classes:$(cat target/classpath) \
///     org.rehome.gateway.measure.UsersMeasurement 1000000
/// ```
final class UsersMeasurement {
    private static final int BATCH = 10_000;

    private UsersMeasurement() {}

    public static void main(String[] arguments) throws Exception {
        int users = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("users-measurement");
        try (EmbeddedKafka broker = EmbeddedKafka.start(Settings.in(folder))) {
            KafkaSettings kafka = new KafkaSettings(broker.bootstrapServers(), "gateway-1");
            TopicSetup.ensure(kafka);
            publish(kafka, users);
            measure(kafka, users);
        }
    }

    private static void measure(KafkaSettings kafka, int users) throws InterruptedException {
        Knowledge known = Knowledge.empty();
        try (EventPublisher events = new EventPublisher(kafka, "/gateway/gateway-1");
                Ledger ledger = new Ledger(events, "gateway-1")) {
            FactTables tables = tables(known, ledger);
            long before = usedBytes();
            long start = System.nanoTime();
            Facts facts = tables.start(kafka);
            while (!facts.caughtUp()) {
                Thread.sleep(10);
            }
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            facts.close();
            long bytes = usedBytes() - before;
            System.out.printf(
                    "%d users read in %.1f s, %d bytes each%n",
                    known.homes().size(), time.toMillis() / 1000.0, bytes / users);
        }
    }

    private static final class NoHooks implements Hooks {
        @Override
        public boolean isOpen(PoolName pool) {
            return false;
        }

        @Override
        public CompletableFuture<HookAnswer> ask(
                PoolName pool, String word, BiFunction<Requests, String, byte[]> request) {
            return CompletableFuture.failedFuture(new IllegalStateException("nobody is asked"));
        }
    }

    private record NoPairs() implements FactTables.Pairs {
        @Override
        public void changed(FederationEvent.PairEvent event) {
            throw new IllegalStateException("there are none");
        }

        @Override
        public void removed(String pair) {
            throw new IllegalStateException("there are none");
        }

        @Override
        public void heard(FederationEvent.PairAnswered answer) {
            throw new IllegalStateException("there are none");
        }
    }

    private static FactTables tables(Knowledge known, Ledger ledger) {
        Owned owned = new Owned(LaneConsumer.partitioner(Topics.STANZAS_INBOUND));
        Quiescence quiescence =
                new Quiescence(known.homes(), owned, KafkaSettings.SESSION, quiesced -> {}, (delay, then) -> {});
        Hooks hooks = new NoHooks();
        Arrivals arrivals = new Arrivals(
                known.homes(),
                known.pools(),
                hooks,
                new UserRequests(hooks),
                owned,
                new Arrivals.Outside(user -> {}, () -> {}, (pool, reason) -> {}),
                (delay, then) -> {});
        return new FactTables(
                known,
                new HeldOrders(),
                quiescence,
                arrivals,
                new Alignment(known.homes(), known.pools(), hooks, arrivals),
                new NoPairs(),
                new Waiting(),
                new GatewayMetrics(new SimpleMeterRegistry()),
                new Signal(),
                () -> {},
                slot -> {},
                ledger);
    }

    private static void publish(KafkaSettings kafka, int users) {
        try (EventPublisher directory = new EventPublisher(kafka, "/user-directory")) {
            for (int from = 0; from < users; from += BATCH) {
                CompletableFuture<?>[] durable = IntStream.range(from, Math.min(users, from + BATCH))
                        .mapToObj(i -> directory.publish(Topics.USERS, homed(i)))
                        .toArray(CompletableFuture<?>[]::new);
                CompletableFuture.allOf(durable).join();
            }
        }
    }

    /// An address of 37 characters; every third user has a policy of her own.
    private static UserHomed homed(int i) {
        Jid user = Jid.parse("firstname.lastname%07d@example.test".formatted(i));
        return new UserHomed(user, new PoolName("legacy"), i, i % 3 == 0 ? "sales" : null);
    }

    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
