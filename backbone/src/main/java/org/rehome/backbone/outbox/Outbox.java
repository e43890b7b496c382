package org.rehome.backbone.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventCodec;

/// Writes events into the table `outbox`, in the caller's transaction:
///
/// ```sql
/// CREATE TABLE outbox (
///   id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
///   topic VARCHAR(100) NOT NULL, event_key VARCHAR(3100) NOT NULL, event_type VARCHAR(200) NOT NULL,
///   event_id VARCHAR(36) NOT NULL, event_time TIMESTAMP WITH TIME ZONE NOT NULL, payload VARBINARY(1048576))
/// ```
///
/// Events of one key leave in the order of their transactions when those transactions lock that key's row; their id
/// is made here, so that an event sent twice has one id.
public final class Outbox {
    private static final String INSERT =
            "INSERT INTO outbox (topic, event_key, event_type, event_id, event_time, payload) VALUES (?, ?, ?, ?, ?, ?)";

    private Outbox() {}

    public static <E extends Event> void write(Connection transaction, Topic.Events<E> topic, E event)
            throws SQLException {
        writeAll(transaction, topic, List.of(event));
    }

    /// Writes events of one topic, to leave in this order.
    public static <E extends Event> void writeAll(
            Connection transaction, Topic.Events<E> topic, List<? extends E> events) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            for (E event : events) {
                bind(insert, topic.name(), event.key(), EventCodec.type(event.getClass()), EventCodec.encode(event));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /// Writes a tombstone: the key is removed.
    public static <E extends Event> void remove(Connection transaction, Topic.Events<E> topic, String key)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            bind(insert, topic.name(), key, "org.rehome.Removed", null);
            insert.executeUpdate();
        }
    }

    private static void bind(PreparedStatement insert, String topic, String key, String type, byte @Nullable [] payload)
            throws SQLException {
        insert.setString(1, topic);
        insert.setString(2, key);
        insert.setString(3, type);
        insert.setString(4, UUID.randomUUID().toString());
        insert.setTimestamp(5, Timestamp.from(Instant.now()));
        if (payload == null) {
            insert.setNull(6, Types.VARBINARY);
        } else {
            insert.setBytes(6, payload);
        }
    }
}
