package org.rehome.edge.socket;

import org.jspecify.annotations.Nullable;
import org.rehome.edge.acknowledgement.Handled;
import org.rehome.edge.negotiation.StreamManagement;

/// Tells a peer how many of its stanzas are handled (XEP-0198 §4): when it has asked, as soon as all that it had sent
/// before is durable. Some peers close a stream whose question is unanswered for 30 s; so after a time the answer says
/// what is durable by then, and another follows unasked when the rest is. However often a peer asks, one answer is
/// owed at a time, and none is written to a peer that does not read. Lives on the stream's event loop, except what
/// says that it does not.
final class Acknowledgements {
    private static final long NOTHING = -1;

    private final InboundParts parts;
    private final S2sConnection connection;
    private final Handled handled = new Handled();
    private volatile long asked = NOTHING;
    private @Nullable Runnable finish;
    private boolean looking;
    private boolean over;
    private long timer = NOTHING;

    Acknowledgements(InboundParts parts, S2sConnection connection) {
        this.parts = parts;
        this.connection = connection;
    }

    /// The peer has enabled stream management.
    void begin() {
        handled.begin();
    }

    boolean enabled() {
        return handled.counting();
    }

    /// A stanza was read.
    ///
    /// @return its place
    long take() {
        return handled.take();
    }

    /// A stanza is durable, or nothing more is to become of it. Any thread may call it.
    void done(long place) {
        if (handled.done(place) && isCaughtUp()) {
            connection.context().runOnContext(ignored -> look());
        }
    }

    private boolean isCaughtUp() {
        long mark = asked;
        return mark != NOTHING && handled.count() >= mark;
    }

    /// The peer asks. What it asks in one piece is answered once.
    void ask() {
        asked = handled.taken();
        if (!looking) {
            looking = true;
            connection.context().runOnContext(ignored -> {
                looking = false;
                look();
            });
        }
    }

    /// Runs the action when all that was taken is durable, or that takes too long: the stream is to be closed. Nothing
    /// more is to be taken: behind our closing tag it cannot be acknowledged, so the peer would send it again.
    void finish(Runnable action) {
        finish = action;
        ask();
    }

    /// Whether the stream is to be closed.
    boolean isFinishing() {
        return finish != null;
    }

    private void look() {
        if (over || asked == NOTHING) {
            return;
        }
        if (isCaughtUp()) {
            answer(true);
        } else if (timer == NOTHING) {
            timer = parts.vertx().setTimer(parts.limits().acknowledgement().toMillis(), id -> {
                timer = NOTHING;
                answer(isCaughtUp());
            });
        }
    }

    private void answer(boolean complete) {
        Runnable last = finish;
        if (over) {
            return;
        }
        if (last != null) {
            last.run();
        } else if (connection.isCongested()) {
            connection.whenDrained(this::look);
        } else {
            asked = complete ? NOTHING : asked;
            cancelTimer();
            connection.write(StreamManagement.answer(handled.count()));
        }
    }

    private void cancelTimer() {
        if (timer != NOTHING) {
            parts.vertx().cancelTimer(timer);
            timer = NOTHING;
        }
    }

    /// The last acknowledgement, right before our closing tag; empty when there is none.
    String last() {
        String answer = over || !enabled() ? "" : StreamManagement.answer(handled.count());
        end();
        return answer;
    }

    /// Nothing is said any more.
    void end() {
        over = true;
        cancelTimer();
    }
}
