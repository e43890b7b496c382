package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;

/// Spreads over a short time what a change asks of many streams: ended all at once, they would all come back at once
/// (RFC 6120 §4.3.2).
final class Stagger {
    private static final int MOST_MILLIS = 500;

    private Stagger() {}

    /// On the caller's event loop, at some moment of the next half second.
    static void later(Vertx vertx, Runnable task) {
        vertx.setTimer(1 + ThreadLocalRandom.current().nextInt(MOST_MILLIS), id -> task.run());
    }
}
