package org.rehome.edge.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.negotiation.InboundAction;

/// Keeps a stream from being told that a pair is authenticated while connections of that pair still pass through to the
/// legacy gateway: until it is told, its peer keeps its stanzas. Meanwhile the stream is not read. Lives on the
/// stream's event loop.
final class Clearance {
    private static final long NOTHING = -1;

    private final InboundParts parts;
    private final S2sConnection connection;
    private final List<InboundAction> postponed = new ArrayList<>();
    private @Nullable CompletableFuture<Void> clear;
    private long timer = NOTHING;

    Clearance(InboundParts parts, S2sConnection connection) {
        this.parts = parts;
        this.connection = connection;
    }

    /// Whether an action may have to wait; asked about every stanza.
    boolean concerns(InboundAction action) {
        return clear != null || action instanceof InboundAction.Authenticated;
    }

    /// @param actions what is to be done next
    /// @param clear told the actions when their time has come
    /// @param late told when it did not come within the limit
    /// @return false when they may be done at once
    @SuppressWarnings("FutureReturnValueIgnored")
    boolean postpones(List<InboundAction> actions, Consumer<List<InboundAction>> clear, Runnable late) {
        if (this.clear != null) {
            postponed.addAll(actions);
            return true;
        }
        if (!(actions.getFirst() instanceof InboundAction.Authenticated(var pair, var method))
                || !parts.splices().blocks(pair)) {
            return false;
        }
        CompletableFuture<Void> waiting = parts.splices().streams().whenFree(pair);
        this.clear = waiting;
        postponed.addAll(actions);
        connection.hold();
        timer = parts.vertx().setTimer(parts.limits().clearance().toMillis(), id -> {
            cancel();
            late.run();
        });
        waiting.thenRun(() -> connection.context().runOnContext(ignored -> goOn(clear)));
        return true;
    }

    private void goOn(Consumer<List<InboundAction>> told) {
        CompletableFuture<Void> waiting = clear;
        if (waiting != null && waiting.isDone()) {
            List<InboundAction> actions = List.copyOf(postponed);
            cancel();
            told.accept(actions);
            connection.release();
        }
    }

    /// Nothing is waited for any more, and what was postponed is not done.
    void cancel() {
        CompletableFuture<Void> waiting = clear;
        if (waiting != null) {
            parts.splices().streams().forget(waiting);
            parts.vertx().cancelTimer(timer);
            timer = NOTHING;
            clear = null;
            postponed.clear();
        }
    }
}
