package org.rehome.directory.measure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.facts.FactListener;
import org.rehome.backbone.facts.Facts;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.directory.move.Holds;

/// A gateway without lanes: it answers each `UserMoving` after a time, and notes how long it would have held
/// the lane, from seeing that event to seeing the `UserHomed`.
final class QuickGateway implements AutoCloseable, FactListener<UserEvent> {
    private final EventPublisher publisher;
    private final Duration delay;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final Map<Jid, Long> since = new ConcurrentHashMap<>();
    private final Facts facts;
    private volatile Holds holds = new Holds(Map.of());

    QuickGateway(String bootstrapServers, Duration delay) {
        KafkaSettings settings = new KafkaSettings(bootstrapServers, "gateway-1");
        this.delay = delay;
        publisher = new EventPublisher(settings, "/gateway/gateway-1");
        facts = Facts.of(settings).listen(Topics.USERS, this).start();
    }

    /// What it has noted since the last time.
    Holds takeHolds() {
        Holds taken = holds;
        holds = new Holds(Map.of());
        return taken;
    }

    @Override
    public void changed(UserEvent event) {
        switch (event) {
            case UserMoving moving -> {
                since.putIfAbsent(moving.user(), System.nanoTime());
                answer(moving);
            }
            case UserHomed homed -> {
                Long start = since.remove(homed.user());
                if (start != null) {
                    holds.add(java.util.List.of(Duration.ofNanos(System.nanoTime() - start)));
                }
            }
        }
    }

    // a lost answer shows as a user who is put back
    @SuppressWarnings("FutureReturnValueIgnored")
    private void answer(UserMoving moving) {
        UserQuiesced answer = new UserQuiesced(moving.move(), moving.user(), moving.epoch(), "gateway-1");
        if (delay.isZero()) {
            publisher.publish(Topics.MOVES, answer);
        } else {
            later.schedule(() -> publisher.publish(Topics.MOVES, answer), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void removed(String key) {}

    @Override
    public void close() {
        later.shutdownNow();
        facts.close();
        publisher.close();
    }
}
