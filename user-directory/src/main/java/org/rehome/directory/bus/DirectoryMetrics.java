package org.rehome.directory.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import org.rehome.directory.move.Move;
import org.rehome.directory.store.Database;
import org.rehome.directory.store.DatabaseFailure;
import org.rehome.directory.store.Ended;

/// The metrics of the user directory.
public final class DirectoryMetrics {
    private final MeterRegistry registry;
    private final Timer hold;
    private final Counter staleAnswers;

    public DirectoryMetrics(MeterRegistry registry, Database database) {
        this.registry = registry;
        this.hold = Timer.builder("rehome.directory.hold")
                .description("how long a user's lane was held while she was moving")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        this.staleAnswers = Counter.builder("rehome.directory.answers.stale")
                .description("answers of gateways about an epoch that is over, ignored")
                .register(registry);
        Gauge.builder("rehome.directory.outbox.depth", database, DirectoryMetrics::depth)
                .description("events that wait to leave for Kafka")
                .register(registry);
    }

    void ended(Ended ended) {
        users("moved", ended.moved());
        users("failed", ended.failed());
        users("cancelled", ended.cancelled());
        ended.held().forEach(hold::record);
        Move.State completed = ended.completed();
        if (completed != null) {
            count("rehome.directory.moves", "moves that have ended", word(completed), 1);
        }
    }

    void stale(int answers) {
        staleAnswers.increment(answers);
    }

    private void users(String result, int users) {
        if (users > 0) {
            count("rehome.directory.users.moved", "users whom moves are done with", result, users);
        }
    }

    private static String word(Move.State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void count(String name, String description, String result, int times) {
        Counter.builder(name)
                .description(description)
                .tag("result", result)
                .register(registry)
                .increment(times);
    }

    private static double depth(Database database) {
        try {
            return database.outboxDepth();
        } catch (DatabaseFailure e) {
            return Double.NaN;
        }
    }
}
