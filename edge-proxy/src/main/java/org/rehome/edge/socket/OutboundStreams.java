package org.rehome.edge.socket;

import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.delivery.StanzaStreams;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.negotiation.OutboundGoal;
import org.rehome.edge.partner.Admission;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.zone.PartnerResolver;

/// The streams that we open: one a domain pair, opened when it is asked for, again after a growing pause when it was
/// lost (RFC 6120 §3.3).
public final class OutboundStreams implements StanzaStreams {
    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LAST_PAUSE_MILLIS = 5_000;
    private static final int MAX_DOUBLINGS = 5;
    private static final long KEEP_ALIVE_MILLIS = 60_000;

    private final OutboundParts parts;
    private final Connector connector;
    private final Map<DomainPair, Slot> slots = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public OutboundStreams(OutboundParts parts, PartnerResolver resolver) {
        this.parts = parts;
        this.connector = new Connector(parts.vertx(), resolver);
    }

    Connector connector() {
        return connector;
    }

    @Override
    public CompletableFuture<Establishment> establish(DomainPair pair) {
        if (closed) {
            return CompletableFuture.completedFuture(new Establishment.NoStream("the edge stops"));
        }
        return slots.computeIfAbsent(pair, Slot::new).establish();
    }

    /// Sends something to a partner when there is a stream to it; an error that a stream's own stanza asks for, never
    /// a stanza that was accepted.
    public void sendIfOpen(DomainPair pair, String xml) {
        Slot slot = slots.get(pair);
        OutboundStream stream = slot == null ? null : slot.stream();
        if (stream != null) {
            stream.send(xml.getBytes(StandardCharsets.UTF_8), 0, 1);
        }
    }

    /// Ends the stream of a pair, which is another edge's from now on.
    public void release(DomainPair pair) {
        parts.table().endOutbound(pair);
    }

    /// No stream is opened any more.
    public void close() {
        closed = true;
    }

    /// The one stream of a pair: there, on its way, or not wanted yet.
    private final class Slot {
        private final DomainPair pair;
        private @Nullable OutboundStream open;
        private @Nullable CompletableFuture<Establishment> opening;
        private int failures;

        Slot(DomainPair pair) {
            this.pair = pair;
        }

        synchronized @Nullable OutboundStream stream() {
            return open;
        }

        synchronized CompletableFuture<Establishment> establish() {
            StanzaStream there = open;
            if (there != null && !there.ended().isDone()) {
                return CompletableFuture.completedFuture(new Establishment.Established(there));
            }
            CompletableFuture<Establishment> underWay = opening;
            if (underWay != null) {
                return underWay;
            }
            CompletableFuture<Establishment> attempt = new CompletableFuture<>();
            opening = attempt;
            Context context = Contexts.eventLoop(parts.vertx());
            parts.vertx().setTimer(Math.max(1, pause()), timer -> context.runOnContext(ignored -> open(context)));
            return attempt;
        }

        private long pause() {
            if (failures == 0) {
                return 0;
            }
            long longest = Math.min(LAST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, MAX_DOUBLINGS));
            return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        }

        private void open(Context context) {
            switch (parts.facts().partners().reach(pair.partner())) {
                case Admission.Refused(var reason) -> failed(new Establishment.NoStream(reason));
                case Admission.Admitted(var partner) ->
                    connector.connect(context, pair.partner(), partner, connected -> negotiate(partner, connected));
            }
        }

        private void negotiate(KnownPartner partner, Connector.Outcome connected) {
            switch (connected) {
                case Connector.Outcome.NotFound(var reason) -> failed(new Establishment.NotFound(reason));
                case Connector.Outcome.Unreachable(var reason) -> failed(new Establishment.NoStream(reason));
                case Connector.Outcome.Connected(var socket, var context, var target) -> {
                    OutboundStream stream = new OutboundStream(
                            parts,
                            new OutboundGoal.CarryStanzas(pair, partner.rules()),
                            parts.table().nextName(),
                            context,
                            socket,
                            target.service());
                    stream.start(outcome -> negotiated(partner, stream, outcome));
                }
            }
        }

        private void negotiated(KnownPartner partner, OutboundStream stream, OutboundOutcome outcome) {
            switch (outcome) {
                case OutboundOutcome.Ready() -> {
                    if (partner.settings().enableKeepAlive()) {
                        stream.keepAlive(KEEP_ALIVE_MILLIS);
                    }
                    opened(stream);
                }
                case OutboundOutcome.Failed(var failure, var detail) ->
                    failed(
                            failure == HandshakeFailure.DIALBACK_INVALID
                                    ? new Establishment.Rejected(detail)
                                    : new Establishment.NoStream(failure.wire() + ": " + detail));
                case OutboundOutcome.Verdict verdict ->
                    throw new IllegalStateException("a verdict on a stream for stanzas");
            }
        }

        private void opened(OutboundStream stream) {
            CompletableFuture<Establishment> attempt;
            synchronized (this) {
                failures = 0;
                open = stream;
                attempt = opening;
                opening = null;
            }
            if (attempt != null) {
                attempt.complete(new Establishment.Established(stream));
            }
        }

        private void failed(Establishment why) {
            CompletableFuture<Establishment> attempt;
            synchronized (this) {
                failures++;
                open = null;
                attempt = opening;
                opening = null;
            }
            if (attempt != null) {
                attempt.complete(why);
            }
        }
    }
}
