package org.rehome.backbone.outbox;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;

/// Takes events from the table `outbox` to Kafka, in order. Rows are handed over as they come, without a wait for the
/// answers to those before. Some time after Kafka has their events they are deleted, many at a time, because each
/// transaction costs the database a write to the disk. A crash in between sends an event again with the same id and
/// sequence.
public final class OutboxRelay implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OutboxRelay.class.getName());
    /// Rows of one look.
    private static final int BATCH = 1000;

    /// Rows that are handed over and not deleted.
    private static final int MOST_SENT = 5 * BATCH;

    /// Runs of such rows that a look leaves out; other transactions' rows lie between them.
    private static final int MOST_RUNS = 20;

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration DELETE_AFTER = Duration.ofMillis(100);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final DataSource database;
    private final Producer<String, byte[]> producer;
    private final String source;
    private final Semaphore wake = new Semaphore(0);
    private final SentRows sent = new SentRows();
    private final Thread thread;
    private long deletedAt = System.nanoTime();
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
        try {
            while (!closed) {
                try {
                    if (relay() < BATCH) {
                        boolean woken = wake.tryAcquire(idle(), TimeUnit.NANOSECONDS);
                        LOG.log(Level.TRACE, "outbox looks again woken={0}", woken);
                        wake.drainPermits();
                    }
                } catch (SQLException | ExecutionException | KafkaException e) {
                    LOG.log(Level.WARNING, "outbox not relayed, trying again error={0}", e.getMessage());
                    sent.clear();
                    Thread.sleep(AFTER_FAILURE);
                }
            }
            flush();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "outbox stopped, what is left is sent after the next start");
        } catch (SQLException | ExecutionException | KafkaException e) {
            LOG.log(
                    Level.WARNING,
                    "outbox not relayed, what is left is sent after the next start error={0}",
                    e.getMessage());
        }
    }

    private long idle() {
        return sent.isEmpty() ? IDLE.toNanos() : Math.max(0, DELETE_AFTER.toNanos() - (System.nanoTime() - deletedAt));
    }

    private void flush() throws SQLException, ExecutionException, InterruptedException {
        int read;
        do {
            read = relay();
        } while (read == BATCH);
        sent.await();
        try (Connection connection = database.getConnection()) {
            delete(connection);
        }
    }

    /// @return how many rows were handed over
    private int relay() throws SQLException, ExecutionException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            List<IdRun> runs = sent.runs();
            boolean full = runs.size() > MOST_RUNS || sent.size() > MOST_SENT;
            if (full) {
                sent.await();
            }
            if (full || System.nanoTime() - deletedAt >= DELETE_AFTER.toNanos()) {
                delete(connection);
                runs = sent.runs();
            }
            return send(connection, runs);
        }
    }

    private int send(Connection connection, List<IdRun> without) throws SQLException {
        StringBuilder query = new StringBuilder(
                "SELECT id, topic, event_key, event_type, event_id, event_time, payload FROM outbox WHERE TRUE");
        without.forEach(run -> query.append(" AND id NOT BETWEEN ? AND ?"));
        query.append(" ORDER BY id FETCH FIRST ").append(BATCH).append(" ROWS ONLY");
        try (PreparedStatement select = connection.prepareStatement(query.toString())) {
            int parameter = 0;
            for (IdRun run : without) {
                select.setLong(++parameter, run.first());
                select.setLong(++parameter, run.last());
            }
            int count = 0;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    sent.add(rows.getLong(1), producer.send(toRecord(rows)));
                    count++;
                }
            }
            return count;
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

    /// Deletes what Kafka has.
    private void delete(Connection connection) throws SQLException, ExecutionException, InterruptedException {
        deletedAt = System.nanoTime();
        List<IdRun> arrived = sent.arrived();
        if (arrived.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM outbox WHERE id BETWEEN ? AND ?")) {
            for (IdRun run : arrived) {
                delete.setLong(1, run.first());
                delete.setLong(2, run.last());
                delete.addBatch();
            }
            delete.executeBatch();
        }
        if (!connection.getAutoCommit()) {
            connection.commit();
        }
        sent.deleted(arrived);
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
