package org.rehome.edge.socket;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.edge.partner.DomainPair;

/// Stops reading one inbound stream and goes on, and says as long as newer streams of its pairs must wait for it. Lives
/// on the stream's event loop, except what says that it does not.
final class Reading {
    /// A stream that was read for so long without stopping again has nothing left of what had come before: an event
    /// loop takes what there is as fast as it can.
    private static final long CAUGHT_UP_MILLIS = 100;

    private static final long NOTHING = -1;

    /// Why a stream is not read.
    enum Hindrance {
        /// Too much of it is not durable.
        NOT_DURABLE,
        /// The partner sends faster than it may.
        TOO_FAST
    }

    private final InboundParts parts;
    private final S2sConnection connection;
    private final Set<DomainPair> pairs = ConcurrentHashMap.newKeySet();
    private final Set<Hindrance> hindrances = EnumSet.noneOf(Hindrance.class);
    private boolean ended;
    private long timer = NOTHING;

    Reading(InboundParts parts, S2sConnection connection) {
        this.parts = parts;
        this.connection = connection;
    }

    void authenticated(DomainPair pair) {
        pairs.add(pair);
    }

    /// Any thread may ask.
    boolean carries(DomainPair pair) {
        return pairs.contains(pair);
    }

    /// Whether the edge does not want to read now.
    boolean isStopped() {
        return !hindrances.isEmpty();
    }

    void stop(Hindrance why) {
        hindrances.add(why);
        forgetTimer();
        parts.earlier().add(this);
        connection.pause();
    }

    void goOn(Hindrance why) {
        if (!hindrances.remove(why) || isStopped()) {
            return;
        }
        connection.resume();
        if (!isStopped() && !ended) {
            forgetTimer();
            timer = parts.vertx().setTimer(CAUGHT_UP_MILLIS, id -> {
                timer = NOTHING;
                parts.earlier().remove(this);
            });
        }
    }

    private void forgetTimer() {
        if (timer != NOTHING) {
            parts.vertx().cancelTimer(timer);
            timer = NOTHING;
        }
    }

    /// The connection is gone. What was read of it may not be durable yet.
    void gone() {
        ended = true;
        forgetTimer();
        parts.earlier().add(this);
    }

    /// All that was read is durable, or was refused.
    void durable() {
        parts.earlier().remove(this);
    }
}
