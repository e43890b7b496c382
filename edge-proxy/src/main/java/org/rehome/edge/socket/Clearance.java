package org.rehome.edge.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.InboundAction;
import org.rehome.edge.partner.DomainPair;

/// Keeps a stream from being told that a pair is authenticated while what came before it is not through: connections
/// of that pair still pass through to the legacy gateway, or what an earlier stream of it brought is not taken yet.
/// Until it is told, its peer keeps its stanzas. Meanwhile the stream is not read. Lives on the stream's event loop.
final class Clearance {
    private static final long NOTHING = -1;

    private final InboundParts parts;
    private final S2sConnection connection;
    private final Reading reading;
    private final List<InboundAction> postponed = new ArrayList<>();
    private @Nullable Wait waiting;
    private long timer = NOTHING;

    /// @param free completes when it is over
    /// @param forget is to be run when it is not waited for any more
    /// @param why the failure of a stream for which it took too long
    private record Wait(CompletableFuture<Void> free, Runnable forget, HandshakeFailure why) {
        static <T> Wait of(Waits<T> waits, T whose, HandshakeFailure why) {
            CompletableFuture<Void> free = waits.whenFree(whose);
            return new Wait(free, () -> waits.forget(free), why);
        }
    }

    Clearance(InboundParts parts, S2sConnection connection, Reading reading) {
        this.parts = parts;
        this.connection = connection;
        this.reading = reading;
    }

    /// Whether an action may have to wait; asked about every stanza.
    boolean concerns(InboundAction action) {
        return waiting != null || action instanceof InboundAction.Authenticated;
    }

    boolean isWaiting() {
        return waiting != null;
    }

    /// @param actions what is to be done next
    /// @param clear told the actions when their time has come; asks again, for something else may be in the way
    /// @param late told why when it did not come within the limit
    /// @return false when they may be done at once
    @SuppressWarnings("FutureReturnValueIgnored")
    boolean postpones(
            List<InboundAction> actions, Consumer<List<InboundAction>> clear, Consumer<HandshakeFailure> late) {
        if (waiting != null) {
            postponed.addAll(actions);
            return true;
        }
        if (!(actions.getFirst() instanceof InboundAction.Authenticated(var pair, var method))) {
            return false;
        }
        Wait wait = inTheWayOf(pair);
        if (wait == null) {
            return false;
        }
        waiting = wait;
        postponed.addAll(actions);
        connection.hold();
        timer = parts.vertx().setTimer(parts.limits().clearance().toMillis(), id -> {
            cancel();
            late.accept(wait.why());
        });
        wait.free().thenRun(() -> connection.context().runOnContext(ignored -> goOn(wait, clear)));
        return true;
    }

    private @Nullable Wait inTheWayOf(DomainPair pair) {
        if (parts.splices().blocks(pair)) {
            return Wait.of(parts.splices().streams(), pair, HandshakeFailure.STILL_SPLICED);
        }
        EarlierStreams.Newcomer newcomer = new EarlierStreams.Newcomer(reading, pair);
        if (parts.earlier().blocks(newcomer)) {
            return Wait.of(parts.earlier().newcomers(), newcomer, HandshakeFailure.EARLIER_STREAM);
        }
        return null;
    }

    private void goOn(Wait wait, Consumer<List<InboundAction>> told) {
        if (wait.equals(waiting)) {
            List<InboundAction> actions = List.copyOf(postponed);
            cancel();
            told.accept(actions);
            if (waiting == null) {
                connection.release();
            }
        }
    }

    /// Nothing is waited for any more, and what was postponed is not done.
    void cancel() {
        Wait wait = waiting;
        if (wait != null) {
            wait.forget().run();
            parts.vertx().cancelTimer(timer);
            timer = NOTHING;
            waiting = null;
            postponed.clear();
        }
    }
}
