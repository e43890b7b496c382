package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/// Ends an outbound stream that the partner's settings do not allow any more: at the first moment when all that was
/// sent on it is confirmed, or when its time is over. Lives on the stream's event loop.
final class Renewal {
    private static final long NOTHING = -1;

    private final Vertx vertx;
    private final BooleanSupplier confirmed;
    private final Runnable end;
    private long timer = NOTHING;

    Renewal(Vertx vertx, BooleanSupplier confirmed, Runnable end) {
        this.vertx = vertx;
        this.confirmed = confirmed;
        this.end = end;
    }

    /// The stream is to end.
    void want(long limitMillis) {
        if (timer == NOTHING) {
            timer = vertx.setTimer(limitMillis, id -> end.run());
            look();
        }
    }

    /// Something was confirmed.
    void look() {
        if (timer != NOTHING && confirmed.getAsBoolean()) {
            cancel();
            end.run();
        }
    }

    void cancel() {
        vertx.cancelTimer(timer);
        timer = NOTHING;
    }
}
