package org.rehome.e2e.conversation;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rehome.e2e.peer.Client;

/// Somebody who writes one message after the other, at a steady pace, until told to stop.
public final class Talk {
    private final Client sender;
    private final String to;
    private final Lane lane;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private Talk(Client sender, String to, Lane lane) {
        this.sender = sender;
        this.to = to;
        this.lane = lane;
    }

    public static Talk start(Client sender, String to, Lane lane, Duration every) {
        var talk = new Talk(sender, to, lane);
        var unused = talk.pace.scheduleAtFixedRate(talk::say, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return talk;
    }

    private void say() {
        try {
            String body = lane.next();
            sender.send(to, body.replace(' ', '-'), body);
        } catch (RuntimeException e) {
            failure.set(e);
            throw e;
        }
    }

    /// Ends the talk; everything that the lane counts has been sent then.
    ///
    /// @throws IllegalStateException when a message could not be sent
    public void stop() {
        pace.shutdown();
        try {
            if (!pace.awaitTermination(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(sender + " is stuck, sending to " + to);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(sender + " could not send", failed);
        }
    }
}
