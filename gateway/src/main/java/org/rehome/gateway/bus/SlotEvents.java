package org.rehome.gateway.bus;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.CaptureEvent.SlotEvent;

/// Says on the topic `captures` which slots this gateway has.
final class SlotEvents {
    private static final Logger LOG = Logger.getLogger(SlotEvents.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final EventPublisher publisher;

    SlotEvents(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /// Says something after all that was said before; completes when it is durable.
    CompletableFuture<Void> say(Collection<? extends SlotEvent> events) {
        return all(events.stream().map(event -> publisher.publish(Topics.CAPTURES, event)));
    }

    CompletableFuture<Void> remove(Collection<String> keys) {
        return all(keys.stream().map(key -> publisher.remove(Topics.CAPTURES, key)));
    }

    private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> published) {
        return CompletableFuture.allOf(published.toArray(CompletableFuture[]::new));
    }

    /// Waits until it is durable. While the broker is away that is not waited for: then nobody else hears of slots
    /// either.
    static void await(CompletableFuture<Void> said) {
        try {
            said.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("not said which capture streams are here error=%s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
