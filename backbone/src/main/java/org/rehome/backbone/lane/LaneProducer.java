package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;
import org.rehome.contracts.stanza.LaneStanza;

/// Puts stanzas on lanes. A stanza is accepted when `Accepted` is told without a failure: every in-sync
/// replica has it. `publish` never blocks, so that an event loop may call it; whoever publishes bounds what
/// it has not yet been told of (a stream stops reading).
public final class LaneProducer implements AutoCloseable {
    private final Producer<String, byte[]> producer;
    private final LinkedBlockingQueue<Runnable> sends = new LinkedBlockingQueue<>();
    private final Thread sender;
    private volatile boolean closed;

    /// Told once for each stanza, in the order of publishing for stanzas of one lane, on the producer's
    /// thread.
    @FunctionalInterface
    public interface Accepted {
        /// @param failure null when the stanza is durable; otherwise it was not accepted, and its stream
        ///     must close
        void accepted(@Nullable Exception failure);
    }

    public LaneProducer(KafkaSettings settings) {
        this.producer = new KafkaProducer<>(settings.producer("lanes"));
        this.sender = Thread.ofPlatform().name("lane-producer").daemon().start(this::run);
    }

    /// Publishes a stanza; stanzas published one after the other on a lane keep that order.
    public void publish(Topic.Stanzas topic, LaneStanza stanza, Accepted accepted) {
        if (closed) {
            accepted.accepted(new IllegalStateException("the lane producer is closed"));
            return;
        }
        sends.add(() -> send(topic, stanza, accepted));
    }

    /// Publishes a stanza and waits until it is durable.
    ///
    /// @throws IllegalStateException when it was not accepted
    public void publishAndWait(Topic.Stanzas topic, LaneStanza stanza) throws InterruptedException {
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        publish(topic, stanza, failure -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        try {
            done.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("stanza was not accepted on " + topic.name(), e.getCause());
        }
    }

    // the callback tells the outcome
    @SuppressWarnings("FutureReturnValueIgnored")
    private void send(Topic.Stanzas topic, LaneStanza stanza, Accepted accepted) {
        try {
            producer.send(StanzaHeaders.toRecord(topic, stanza), (metadata, failure) -> accepted.accepted(failure));
        } catch (RuntimeException e) {
            accepted.accepted(e);
        }
    }

    // KafkaProducer.send blocks while its buffer is full or the broker away: so it has a thread of its own
    private void run() {
        try {
            while (!closed || !sends.isEmpty()) {
                sends.take().run();
            }
        } catch (InterruptedException e) {
            sends.forEach(Runnable::run);
        }
    }

    /// Sends what was published, waiting at most 10 s; what is left then is told as failed.
    @Override
    public void close() {
        closed = true;
        sends.add(() -> {});
        try {
            sender.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(10));
        sender.interrupt();
    }
}
