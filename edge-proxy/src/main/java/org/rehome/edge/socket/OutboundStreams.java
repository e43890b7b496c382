package org.rehome.edge.socket;

import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
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
import org.rehome.edge.zone.Target;

/// The streams that we open: one a domain pair, opened when it is asked for. After an attempt that has
/// failed, or a stream that was lost soon, the next one comes after a growing pause, by chance longer or
/// shorter (RFC 6120 §3.3); who waits for it are stanzas on their lanes, so the first attempt comes at
/// once.
public final class OutboundStreams implements StanzaStreams {
    /// From how long on a stream counts as one that works.
    private static final Duration STEADY = Duration.ofSeconds(10);

    private static final Set<HandshakeFailure> SERVERS_FAULT = Set.of(
            HandshakeFailure.TLS_FAILED,
            HandshakeFailure.UNTRUSTED_CERTIFICATE,
            HandshakeFailure.PEER_CLOSED,
            HandshakeFailure.PEER_ERROR,
            HandshakeFailure.TIMEOUT);

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
        private long openedAt;

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
            if (there != null) {
                open = null;
                failures = Duration.ofNanos(System.nanoTime() - openedAt).compareTo(STEADY) < 0 ? failures + 1 : 0;
            }
            CompletableFuture<Establishment> underWay = opening;
            if (underWay != null) {
                return underWay;
            }
            CompletableFuture<Establishment> attempt = new CompletableFuture<>();
            opening = attempt;
            Context context = Contexts.eventLoop(parts.vertx());
            long pause = RetryPause.millis(failures, ThreadLocalRandom.current());
            parts.vertx().setTimer(Math.max(1, pause), timer -> context.runOnContext(ignored -> open(context)));
            return attempt;
        }

        private void open(Context context) {
            switch (parts.facts().partners().reach(pair.partner())) {
                case Admission.Refused(var reason) -> failed(new Establishment.NoStream(reason));
                case Admission.Admitted(var partner) ->
                    connector.connect(context, pair.partner(), partner, connected -> negotiate(partner, connected, 0));
            }
        }

        /// @param redirections how many have led there
        private void negotiate(KnownPartner partner, Connector.Outcome connected, int redirections) {
            switch (connected) {
                case Connector.Outcome.NotFound(var reason) -> failed(new Establishment.NotFound(reason));
                case Connector.Outcome.Unreachable(var reason) -> failed(new Establishment.NoStream(reason));
                case Connector.Outcome.Connected(var socket, var context, var target, var server) -> {
                    OutboundStream stream = new OutboundStream(
                            parts,
                            new OutboundGoal.CarryStanzas(
                                    pair, partner.rules(), partner.settings().confirmation()),
                            partner,
                            parts.table().nextName(),
                            context,
                            socket,
                            server);
                    stream.start(outcome -> {
                        if (outcome instanceof OutboundOutcome.Redirected(var place)) {
                            // the same pair and the same rules hold wherever the peer sends us
                            connector.follow(
                                    context,
                                    pair.partner(),
                                    place,
                                    redirections,
                                    elsewhere -> negotiate(partner, elsewhere, redirections + 1));
                        } else {
                            negotiated(target, stream, outcome);
                        }
                    });
                }
            }
        }

        private void negotiated(Target target, OutboundStream stream, OutboundOutcome outcome) {
            switch (outcome) {
                case OutboundOutcome.Ready() -> {
                    connector.wasOfUse(target);
                    stream.keepAlive(KEEP_ALIVE_MILLIS);
                    opened(stream);
                }
                case OutboundOutcome.Failed(var failure, var detail) -> {
                    if (SERVERS_FAULT.contains(failure)) {
                        connector.wasOfNoUse(target, detail);
                    }
                    failed(
                            failure == HandshakeFailure.DIALBACK_INVALID
                                    ? new Establishment.Rejected(detail)
                                    : new Establishment.NoStream(failure.wire() + ": " + detail));
                }
                case OutboundOutcome.Redirected redirected ->
                    throw new IllegalStateException("a redirection is followed");
                case OutboundOutcome.Verdict verdict ->
                    throw new IllegalStateException("a verdict on a stream for stanzas");
            }
        }

        private void opened(OutboundStream stream) {
            CompletableFuture<Establishment> attempt;
            synchronized (this) {
                openedAt = System.nanoTime();
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
