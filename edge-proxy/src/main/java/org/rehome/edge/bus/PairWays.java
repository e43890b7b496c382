package org.rehome.edge.bus;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.BarrierStream;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.DeliveryLimits;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.delivery.StanzaStreams;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// The way of each domain pair to its partner: a stream, an attempt to have one, or why the last attempt
/// has failed. Any thread may use it; nothing here blocks.
public final class PairWays {
    /// What is sent before the next barrier: a peer may lose what is in flight when it closes (RFC 6120
    /// §4.4), so it is kept small.
    private static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_BARRIERS = 3;

    private static final Executor AFTER_GRACE =
            CompletableFuture.delayedExecutor(2 * DeliveryLimits.GRACE.toMillis(), TimeUnit.MILLISECONDS);

    private final StanzaStreams streams;
    private final Barriers barriers;
    private final DeliveryListener listener;
    private final BarrierStream.Limits limits;
    private final Consumer<DomainPair> changed;
    private final Map<DomainPair, Way> ways = new ConcurrentHashMap<>();

    /// @param changed told of each pair that has a stream now, has lost it, or has failed to have one
    public PairWays(
            StanzaStreams streams,
            Barriers barriers,
            DeliveryListener listener,
            DeliveryLimits limits,
            Consumer<DomainPair> changed) {
        this.streams = streams;
        this.barriers = barriers;
        this.listener = listener;
        this.limits = new BarrierStream.Limits(MAX_BARRIERS, MAX_BYTES, limits.barrier(), DeliveryLimits.GRACE);
        this.changed = changed;
    }

    /// The pair's stream. Where there is none an attempt begins, if none is under way.
    public Optional<LaneStream> stream(DomainPair pair) {
        return ways.computeIfAbsent(pair, Way::new).stream();
    }

    /// Why the last attempt has failed; empty before, and while there is a stream.
    public Optional<Establishment> failure(DomainPair pair) {
        Way way = ways.get(pair);
        return way == null ? Optional.empty() : way.failure();
    }

    /// The largest stanza that the partner takes on the pair's stream.
    public long maxBytes(DomainPair pair) {
        Way way = ways.get(pair);
        return way == null ? Long.MAX_VALUE : way.maxBytes();
    }

    /// The pairs that were asked for.
    public Set<DomainPair> pairs() {
        return Set.copyOf(ways.keySet());
    }

    /// The pair is another edge's from now on.
    public void forget(DomainPair pair) {
        ways.remove(pair);
    }

    private final class Way {
        private final DomainPair pair;
        private @Nullable BarrierStream open;
        private @Nullable BarrierStream leaving;
        private @Nullable Establishment failure;
        private boolean opening;
        private long maxBytes = Long.MAX_VALUE;

        Way(DomainPair pair) {
            this.pair = pair;
        }

        synchronized long maxBytes() {
            return maxBytes;
        }

        synchronized Optional<Establishment> failure() {
            return Optional.ofNullable(failure);
        }

        Optional<LaneStream> stream() {
            synchronized (this) {
                if (leaving != null) {
                    return Optional.empty();
                }
                if (open != null || opening) {
                    return Optional.ofNullable(open);
                }
                opening = true;
            }
            begin();
            synchronized (this) {
                return Optional.ofNullable(open);
            }
        }

        // its outcome is told
        @SuppressWarnings("FutureReturnValueIgnored")
        private void begin() {
            streams.establish(pair).thenAccept(this::established);
        }

        private void established(Establishment outcome) {
            synchronized (this) {
                opening = false;
                failure = outcome instanceof Establishment.Established ? null : outcome;
            }
            if (outcome instanceof Establishment.Established(var stream)) {
                open(stream);
            }
            changed.accept(pair);
        }

        // what is to happen at the end is all that its stages do
        @SuppressWarnings("FutureReturnValueIgnored")
        private void open(StanzaStream stream) {
            PairWire wire = new PairWire(pair, stream, barriers, listener);
            BarrierStream lanes = BarrierStream.on(wire, limits, "pair-" + pair.lane());
            wire.carry(lanes);
            synchronized (this) {
                open = lanes;
                maxBytes = stream.maxBytes();
            }
            stream.retiring().thenAccept(reason -> {
                leave(lanes);
                lanes.retire(reason, () -> stream.end(StreamErrorCondition.RESET, reason));
            });
            stream.ended().thenAccept(reason -> {
                lost(lanes);
                lanes.ended(reason);
                changed.accept(pair);
            });
            stream.ended().thenRunAsync(wire::forget, AFTER_GRACE);
        }

        /// First, so that nobody takes it for the way any more. The next one is opened when it has ended: a partner may
        /// refuse a second stream beside it (RFC 6120 §4.9.3.3).
        private synchronized void leave(BarrierStream lanes) {
            if (lanes.equals(open)) {
                leaving = lanes;
            }
        }

        private synchronized void lost(BarrierStream lanes) {
            if (lanes.equals(open)) {
                open = null;
                leaving = null;
            }
        }
    }
}
