package org.rehome.backbone.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rehome.backbone.KafkaTest;
import org.rehome.backbone.event.EventConsumer;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.contracts.event.MoveEvent;
import org.rehome.contracts.event.MoveEvent.MoveCompleted;

final class OutboxTest {
    @RegisterExtension
    static final KafkaTest KAFKA = new KafkaTest();

    private static final AtomicInteger RUN = new AtomicInteger();
    private final List<EventEnvelope<MoveEvent>> came = new CopyOnWriteArrayList<>();
    private final String move = "move-" + RUN.incrementAndGet();
    private DataSource database;

    @BeforeEach
    void createTable() throws SQLException {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + move + ";DB_CLOSE_DELAY=-1");
        database = h2;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE outbox (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, topic"
                    + " VARCHAR(100) NOT NULL, event_key VARCHAR(3100) NOT NULL, event_type VARCHAR(200) NOT NULL,"
                    + " event_id VARCHAR(36) NOT NULL, event_time TIMESTAMP WITH TIME ZONE NOT NULL, payload"
                    + " VARBINARY(1048576))");
        }
    }

    private EventConsumer<MoveEvent> reader() {
        return new EventConsumer<>(KAFKA.settings("reader"), "reader-" + move, Topics.MOVES, event -> {
            if (event.event().move().equals(move)) {
                came.add(event);
            }
        });
    }

    private void write(int moved) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Outbox.write(connection, Topics.MOVES, new MoveCompleted(move, moved, 0, 0));
        }
    }

    @Test
    @DisplayName("events leave in the order of their transactions, and the table is empty afterwards")
    void keepsOrder() throws Exception {
        try (OutboxRelay relay = new OutboxRelay(database, KAFKA.settings("relay"), "/test");
                EventConsumer<MoveEvent> reader = reader()) {
            for (int i = 0; i < 1200; i++) {
                write(i);
            }
            relay.wake();
            await().until(() -> came.size() == 1200);
            assertThat(came)
                    .extracting(each -> ((MoveCompleted) each.event()).moved())
                    .isSorted();
            await().until(this::isEmpty);
        }
    }

    @Test
    @DisplayName("a transaction that is rolled back tells nothing")
    void rollsBack() throws Exception {
        try (OutboxRelay relay = new OutboxRelay(database, KAFKA.settings("relay"), "/test");
                EventConsumer<MoveEvent> reader = reader()) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                Outbox.write(connection, Topics.MOVES, new MoveCompleted(move, 1, 0, 0));
                connection.rollback();
            }
            write(2);
            relay.wake();
            await().until(() -> came.size() == 1);
            assertThat(((MoveCompleted) came.getFirst().event()).moved()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("an event whose transaction commits after a later one's is not lost")
    void keepsLateCommits() throws Exception {
        try (Connection late = database.getConnection();
                OutboxRelay relay = new OutboxRelay(database, KAFKA.settings("relay"), "/test");
                EventConsumer<MoveEvent> reader = reader()) {
            write(1);
            late.setAutoCommit(false);
            Outbox.write(late, Topics.MOVES, new MoveCompleted(move, 2, 0, 0));
            write(3);
            relay.wake();
            await().until(() -> came.size() == 2 && count() == 0);
            late.commit();
            relay.wake();
            await().until(() -> came.size() == 3);
            assertThat(((MoveCompleted) came.getLast().event()).moved()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("events written at once leave in their order")
    void writesMany() throws Exception {
        try (OutboxRelay relay = new OutboxRelay(database, KAFKA.settings("relay"), "/test");
                EventConsumer<MoveEvent> reader = reader()) {
            try (Connection connection = database.getConnection()) {
                Outbox.writeAll(
                        connection,
                        Topics.MOVES,
                        IntStream.range(0, 2500)
                                .mapToObj(i -> new MoveCompleted(move, i, 0, 0))
                                .toList());
            }
            relay.wake();
            await().until(() -> came.size() == 2500);
            assertThat(came)
                    .extracting(each -> ((MoveCompleted) each.event()).moved())
                    .isSorted();
        }
    }

    @Test
    @DisplayName("after crashes between sending and deleting, every event came, in order of first occurrence, and a"
            + " second one has the id and sequence of the first")
    void survivesCrashes() throws Exception {
        Random random = new Random(4711);
        DataSource crashing = CrashingDeletes.over(database, () -> random.nextInt(3) == 0);
        try (EventConsumer<MoveEvent> reader = reader();
                OutboxRelay relay = new OutboxRelay(crashing, KAFKA.settings("relay"), "/test")) {
            for (int i = 0; i < 60; i++) {
                write(i);
                relay.wake();
                if (i % 20 == 0) {
                    int written = i + 1;
                    await().until(() -> distinctIds().size() >= written);
                }
            }
            await().until(this::isEmpty);
            await().until(() -> distinctIds().size() == 60);
        }
        Set<String> seen = new HashSet<>();
        List<Integer> first = came.stream()
                .filter(each -> seen.add(each.id()))
                .map(each -> ((MoveCompleted) each.event()).moved())
                .toList();
        assertThat(first).hasSize(60).isSorted();
        assertThat(came.size()).as("at least one crash came in between").isGreaterThan(60);
        assertThat(came.stream().map(EventEnvelope::sequence).distinct()).hasSize(60);
    }

    private Set<String> distinctIds() {
        Set<String> ids = new HashSet<>();
        came.forEach(each -> ids.add(each.id()));
        return ids;
    }

    private boolean isEmpty() throws SQLException {
        return count() == 0;
    }

    private int count() throws SQLException {
        try (Connection connection = database.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM outbox")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
