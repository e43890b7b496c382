package org.rehome.backbone.outbox;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;

/// Takes events from the table `outbox` to Kafka, in order. A row is deleted after Kafka has its event; a crash in
/// between sends it again with the same id and sequence.
public final class OutboxRelay implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OutboxRelay.class.getName());
    /// Rows of one pass: all are handed to the producer before the first answer is waited for.
    private static final int BATCH = 1000;

    private static final Duration IDLE = Duration.ofMillis(500);

    private final DataSource database;
    private final Producer<String, byte[]> producer;
    private final String source;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /// @param source the CloudEvents source, such as `/user-directory`
    public OutboxRelay(DataSource database, KafkaSettings settings, String source) {
        this.database = database;
        this.source = source;
        this.producer = new KafkaProducer<>(settings.producer("outbox"));
        this.thread = Thread.ofPlatform().name("outbox").daemon().start(this::run);
    }

    /// Says that a transaction with events was committed; without it they leave at the next look, within 500 ms.
    public void wake() {
        wake.release();
    }

    private void run() {
        while (!closed) {
            try {
                if (relay() < BATCH) {
                    boolean woken = wake.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS);
                    LOG.log(Level.TRACE, "outbox looks again woken={0}", woken);
                    wake.drainPermits();
                }
            } catch (SQLException | ExecutionException | KafkaException e) {
                LOG.log(Level.WARNING, "outbox not relayed, trying again error={0}", e.getMessage());
                pause();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private int relay() throws SQLException, ExecutionException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            List<Long> ids = new ArrayList<>();
            List<Future<?>> sent = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT id, topic, event_key, event_type, event_id, event_time, payload FROM outbox ORDER BY id"
                                    + " FETCH FIRST " + BATCH + " ROWS ONLY");
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                    sent.add(producer.send(toRecord(rows)));
                }
            }
            for (Future<?> each : sent) {
                each.get();
            }
            delete(connection, IdRun.of(ids));
            return ids.size();
        }
    }

    private ProducerRecord<String, byte[]> toRecord(ResultSet row) throws SQLException {
        return EventHeaders.toRecord(
                row.getString(2),
                row.getString(3),
                row.getString(5),
                source,
                row.getString(4),
                row.getTimestamp(6).toInstant(),
                // CloudEvents sequence extension: a string that sorts
                String.format("%019d", row.getLong(1)),
                row.getBytes(7));
    }

    private static void delete(Connection connection, List<IdRun> runs) throws SQLException {
        if (runs.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM outbox WHERE id BETWEEN ? AND ?")) {
            for (IdRun run : runs) {
                delete.setLong(1, run.first());
                delete.setLong(2, run.last());
                delete.addBatch();
            }
            delete.executeBatch();
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /// Sends what is there, then stops.
    @Override
    public void close() {
        closed = true;
        wake.release();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(10));
    }
}
