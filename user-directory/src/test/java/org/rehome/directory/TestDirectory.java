package org.rehome.directory;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventCodec;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.Passage;
import org.rehome.directory.move.Transfer;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.store.Arrivals;
import org.rehome.directory.store.Database;
import org.rehome.directory.store.Departures;
import org.rehome.directory.store.DomainStore;
import org.rehome.directory.store.Grants;
import org.rehome.directory.store.IfMatch;
import org.rehome.directory.store.MoveConditions;
import org.rehome.directory.store.MoveControl;
import org.rehome.directory.store.MoveStart;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.store.MoveStore;
import org.rehome.directory.store.Outcome;
import org.rehome.directory.store.PolicyStore;
import org.rehome.directory.store.PoolStore;
import org.rehome.directory.store.UserImport;
import org.rehome.directory.store.UserStore;
import org.rehome.directory.user.Selection;

/// The stores on a database of their own, with the settings that the service has.
public final class TestDirectory implements AutoCloseable {
    public final DataSource source;
    public final Database database;
    public final PoolStore pools;
    public final DomainStore domains;
    public final PolicyStore policies;
    public final UserStore users;
    public final UserImport imports;
    public final Grants grants;
    public final MoveStart starts;
    public final MoveStore moves;
    public final MoveControl control;
    public final Departures departures;
    public final Arrivals arrivals;
    /// The pools that gateways are linked to.
    public final Set<PoolName> linked = ConcurrentHashMap.newKeySet();
    public volatile List<Domain> partnersNotEnabled = List.of();

    private final JdbcConnectionPool connections;

    private TestDirectory(JdbcConnectionPool connections, Runnable afterCommit, UnaryOperator<DataSource> around) {
        this.connections = connections;
        this.source = connections;
        database = new Database(around.apply(source), afterCommit);
        pools = new PoolStore(database);
        domains = new DomainStore(database);
        policies = new PolicyStore(database);
        users = new UserStore(database);
        imports = new UserImport(database);
        grants = new Grants(database);
        starts = startsInPartsOf(1000);
        moves = new MoveStore(database);
        control = new MoveControl(database);
        departures = new Departures(database, InstantSource.system());
        arrivals = new Arrivals(database, InstantSource.system());
    }

    /// @param folder keeps the database; a second directory finds it again
    public static TestDirectory in(Path folder) {
        return at(url(folder), () -> {});
    }

    public static TestDirectory at(String url, Runnable afterCommit) {
        return at(url, afterCommit, UnaryOperator.identity());
    }

    /// @param around what the stores use instead of the database
    public static TestDirectory at(String url, Runnable afterCommit, UnaryOperator<DataSource> around) {
        JdbcConnectionPool connections = JdbcConnectionPool.create(url, "sa", "");
        connections.setMaxConnections(40);
        Flyway.configure().dataSource(connections).load().migrate();
        TestDirectory directory = new TestDirectory(connections, afterCommit, around);
        directory.policies.prepare();
        return directory;
    }

    /// The service's own address of its database.
    public static String url(Path folder) {
        Properties properties = new Properties();
        try (InputStream source = TestDirectory.class.getResourceAsStream("/application.properties")) {
            properties.load(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties
                .getProperty("quarkus.datasource.jdbc.url")
                .replace("${rehome.data}", folder.toAbsolutePath().toString());
    }

    public static Pool.Settings settings(String... domains) {
        Link link = new Link("component", "127.0.0.1", 5347, 5347, null, "secret");
        return new Pool.Settings(
                null, java.util.Arrays.stream(domains).map(Domain::parse).toList(), false, link, null);
    }

    public PoolName pool(String name) {
        PoolName pool = new PoolName(name);
        pools.put(pool, settings("example.test"), false, IfMatch.ANY);
        linked.add(pool);
        return pool;
    }

    public Jid user(String jid, PoolName pool) {
        Jid user = Jid.parse(jid);
        users.put(user, pool, null, IfMatch.ANY);
        return user;
    }

    /// Begins moves, so many users in each transaction.
    public MoveStart startsInPartsOf(int users) {
        return starts(new Transfer.Shared(), users);
    }

    /// Begins moves for which account data is transferred so.
    public MoveStart startsWith(Transfer transfer) {
        return starts(transfer, 1000);
    }

    private MoveStart starts(Transfer transfer, int part) {
        return new MoveStart(
                database,
                InstantSource.system(),
                new MoveConditions(linked::contains, () -> partnersNotEnabled, transfer),
                part);
    }

    /// @return the id of a move that has begun
    public String begin(Selection selection, PoolName target) {
        return ((Outcome.Created<Move>) starts.forward(selection, target, new Manner(null, false)))
                .now()
                .id();
    }

    /// Everybody who can leaves in a move.
    public List<Passage> leave(String move) {
        return departures.leave(move, null, 1000).left();
    }

    public PolicyId.Named policy(String name) {
        PolicyId.Named policy = new PolicyId.Named(name);
        policies.put(policy, new org.rehome.directory.policy.Policy.Settings(null, true, true), IfMatch.ANY);
        return policy;
    }

    /// An event that waits in the outbox.
    ///
    /// @param event null for a tombstone
    public record Waiting(
            String topic, String key, String id, @Nullable Event event) {}

    /// What waits in the outbox, in order, and empties it.
    public List<Waiting> takeOutbox() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            List<Waiting> waiting = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT topic, event_key, event_type, event_id, payload FROM outbox ORDER BY id")) {
                while (rows.next()) {
                    waiting.add(new Waiting(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(4),
                            decode(rows.getString(1), rows.getString(3), rows.getBytes(5))
                                    .orElse(null)));
                }
            }
            statement.execute("DELETE FROM outbox");
            return waiting;
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<Event> takeEvents() {
        List<Event> events = new ArrayList<>();
        for (Waiting each : takeOutbox()) {
            if (each.event() != null) {
                events.add(each.event());
            }
        }
        return events;
    }

    private static Optional<? extends Event> decode(String topic, String type, byte @Nullable [] value)
            throws IOException {
        if (value == null) {
            return Optional.empty();
        }
        for (Topic each : Topics.all()) {
            if (each instanceof Topic.Events<?> events && events.name().equals(topic)) {
                return EventCodec.decode(events, type, value);
            }
        }
        throw new IllegalArgumentException("no topic of events is called " + topic);
    }

    @Override
    public void close() {
        connections.dispose();
    }
}
