package org.rehome.backbone.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
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
        insert(transaction, topic.name(), event.key(), EventCodec.type(event.getClass()), EventCodec.encode(event));
    }

    /// Writes a tombstone: the key is removed.
    public static <E extends Event> void remove(Connection transaction, Topic.Events<E> topic, String key)
            throws SQLException {
        insert(transaction, topic.name(), key, "org.rehome.Removed", null);
    }

    private static void insert(Connection transaction, String topic, String key, String type, byte @Nullable [] payload)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(INSERT)) {
            statement.setString(1, topic);
            statement.setString(2, key);
            statement.setString(3, type);
            statement.setString(4, UUID.randomUUID().toString());
            statement.setTimestamp(5, Timestamp.from(Instant.now()));
            if (payload == null) {
                statement.setNull(6, Types.VARBINARY);
            } else {
                statement.setBytes(6, payload);
            }
            statement.executeUpdate();
        }
    }
}
