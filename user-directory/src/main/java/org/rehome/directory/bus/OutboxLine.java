package org.rehome.directory.bus;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.outbox.OutboxRelay;

/// The way of events from the outbox to Kafka. Events may be written before it opens; they wait.
public final class OutboxLine implements AutoCloseable {
    private static final String SOURCE = "/user-directory";

    private volatile @Nullable OutboxRelay relay;

    public void open(DataSource database, KafkaSettings settings) {
        relay = new OutboxRelay(database, settings, SOURCE);
    }

    /// Says that events were committed.
    public void wake() {
        OutboxRelay open = relay;
        if (open != null) {
            open.wake();
        }
    }

    @Override
    public void close() {
        OutboxRelay open = relay;
        if (open != null) {
            open.close();
        }
    }
}
