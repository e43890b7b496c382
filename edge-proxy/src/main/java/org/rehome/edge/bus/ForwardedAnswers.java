package org.rehome.edge.bus;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.ConfirmationEvent.PingAnswered;

/// Takes answers to other edges' pings to the topic that those edges read. Has a thread of its own: the publisher may
/// wait for the broker, and answers come on event loops. Whoever forwards bounds what is not yet durable.
public final class ForwardedAnswers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ForwardedAnswers.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final EventPublisher publisher;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("forwarded-answers").daemon().factory());

    public ForwardedAnswers(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /// @param accepted told once, on any thread: null when the answer is durable, else why it is not
    public void forward(PingAnswered answer, Consumer<@Nullable Exception> accepted) {
        try {
            thread.execute(() -> publish(answer, accepted));
        } catch (RejectedExecutionException e) {
            accepted.accept(e);
        }
    }

    // its outcome is told
    @SuppressWarnings("FutureReturnValueIgnored")
    private void publish(PingAnswered answer, Consumer<@Nullable Exception> accepted) {
        publisher
                .publish(Topics.CONFIRMATIONS, answer)
                .whenComplete((done, failure) ->
                        accepted.accept(failure == null ? null : new IllegalStateException("answer lost", failure)));
    }

    /// Publishes what was given, then stops.
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("answers for other edges left unpublished at the stop: the broker does not answer");
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
        publisher.close();
    }
}
