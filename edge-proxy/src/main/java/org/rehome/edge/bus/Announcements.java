package org.rehome.edge.bus;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.EdgeEvent;

/// Publishes edge events in the order in which they are given, on a thread of its own: the publisher may wait for the
/// broker, and those who announce may be event loops.
public final class Announcements implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Announcements.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final EventPublisher publisher;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("edge-events").daemon().factory());

    public Announcements(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /// Publishes an event; completes when it is durable.
    public CompletableFuture<Void> announce(EdgeEvent event) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                publisher.publish(Topics.EDGES, event).get();
                LOG.infof("announced %s", event);
                done.complete(null);
            } catch (ExecutionException e) {
                LOG.errorf("event not published error=%s", e.getCause());
                done.completeExceptionally(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /// Publishes what was given, then stops.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
                throw new TimeoutException();
            }
        } catch (TimeoutException e) {
            LOG.warn("events left unpublished at the stop: the broker does not answer");
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
