package org.rehome.gateway.bus;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.HeldStanza;
import org.rehome.backbone.lane.HeldStanzas;
import org.rehome.backbone.lane.LaneProgress;
import org.rehome.contracts.event.FederationEvent.Direction;

/// The gates that see whether lanes are drained.
final class OldPaths {
    /// What is not settled when a switch begins: it has to be while stanzas wait.
    private static final long SMALL = 1_000;

    private final LaneProgress progress;
    private final HeldStanzas held;

    OldPaths(LaneProgress progress, HeldStanzas held) {
        this.progress = progress;
        this.held = held;
    }

    LaneProgress progress() {
        return progress;
    }

    /// The lanes of a direction are worked, and not far behind.
    Gate lag(Direction direction) {
        return Gate.of("lag", () -> {
            long behind = progress.unsettled(direction, progress.ends(direction));
            return behind < SMALL
                    ? Optional.empty()
                    : Optional.of(behind + " stanzas of direction " + direction.wire() + " are not settled");
        });
    }

    /// All that is accepted of a direction when the gate is reached is settled, and of what is deferred nothing that is
    /// meant is left.
    Gate drained(Direction direction, Predicate<HeldStanza> meant) {
        return new Gate() {
            private @Nullable Map<TopicPartition, Long> ends;

            @Override
            public String name() {
                return "drained";
            }

            @Override
            public Optional<String> missing() throws InterruptedException {
                if (ends == null) {
                    ends = progress.ends(direction);
                }
                long left = progress.unsettled(direction, ends);
                return left > 0
                        ? Optional.of(left + " stanzas of direction " + direction.wire() + " are not settled")
                        : deferred(direction, meant);
            }
        };
    }

    /// Nothing that is meant waits in the deferred part of a direction.
    Gate nothingHeld(Direction direction, Predicate<HeldStanza> meant) {
        return Gate.of("held", () -> deferred(direction, meant));
    }

    private Optional<String> deferred(Direction direction, Predicate<HeldStanza> meant) throws InterruptedException {
        try {
            return held.list(Set.of(direction), null, meant, 1).stream()
                    .findFirst()
                    .map(first -> "stanzas on the lane " + first.lane() + " of direction " + direction.wire()
                            + " are held: " + first.reason());
        } catch (TimeoutException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
