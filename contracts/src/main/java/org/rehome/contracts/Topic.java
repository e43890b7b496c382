package org.rehome.contracts;

import java.time.Duration;
import org.rehome.contracts.event.Event;

/// A Kafka topic of the suite. The list is {@link Topics}.
public sealed interface Topic {
    String name();

    int partitions();

    /// Null-free: compacted topics keep the last event of each key for ever.
    Retention retention();

    /// How long Kafka keeps what was written.
    sealed interface Retention {
        record Kept(Duration time) implements Retention {}

        /// @param within when what was replaced is gone, about
        record Compacted(Duration within) implements Retention {}
    }

    /// A topic of events, all of one sealed interface.
    record Events<E extends Event>(String name, Class<E> type, int partitions, Retention retention) implements Topic {}

    /// A topic of stanzas, keyed by lane. Its partition count is fixed: a changed count would move lanes
    /// between partitions and lose their order.
    record Stanzas(String name, int partitions, Retention retention) implements Topic {
        /// The topic where stanzas of this one wait that cannot be delivered now: the same lanes on the
        /// same partitions.
        public Stanzas deferred() {
            return new Stanzas(name + "-deferred", partitions, retention);
        }
    }
}
