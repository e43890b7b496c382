package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSession;
import org.jboss.logging.Logger;
import org.rehome.edge.splice.FirstWords;
import org.rehome.edge.splice.FirstWordsReader;
import org.rehome.edge.splice.LegacyGateway;
import org.rehome.edge.splice.SpliceRefusal;
import org.rehome.edge.splice.SpliceRule;
import org.rehome.xmpp.stream.StreamHeader;
import org.rehome.xmpp.stream.StreamItem;

/// A new connection until its first words have come: then it is passed through to the legacy gateway, or its stream
/// ends here, which gets what was read. Lives on the connection's event loop.
final class Doorway {
    private static final Logger LOG = Logger.getLogger(Doorway.class);

    private final InboundParts parts;
    private final LegacyGateway legacy;
    private final LegacyConnector connector;
    private final Context context;
    private final NetSocketInternal socket;
    private final FirstWordsReader reader;
    private final List<Buffer> later = new ArrayList<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private long timer;
    private boolean decided;
    private boolean waits;

    Doorway(InboundParts parts, LegacyGateway legacy, LegacyConnector connector, Context context, NetSocket socket) {
        this.parts = parts;
        this.legacy = legacy;
        this.connector = connector;
        this.context = context;
        this.socket = (NetSocketInternal) socket;
        this.reader = new FirstWordsReader(legacy.headerBytes());
        this.timer = parts.vertx()
                .setTimer(legacy.headerTime().toMillis(), id -> decidedFor(() -> refuse(SpliceRefusal.HEADER_LATE)));
    }

    /// Begins to read.
    void enter() {
        socket.exceptionHandler(error -> socket.close());
        socket.closeHandler(closed -> {
            parts.vertx().cancelTimer(timer);
            finished.complete(null);
        });
        socket.handler(this::received);
    }

    /// The edge stops. Any thread may say so.
    void stop() {
        context.runOnContext(ignored -> decidedFor(() -> {
            socket.resume();
            refuse(SpliceRefusal.STOPPING);
        }));
    }

    /// Completes when the connection is gone.
    CompletableFuture<Void> finished() {
        return finished;
    }

    private void received(Buffer buffer) {
        if (decided || waits) {
            // what came with the last piece, while the legacy gateway is being connected, or its turn is awaited
            later.add(buffer);
            return;
        }
        switch (reader.feed(buffer.getBytes())) {
            case FirstWordsReader.Outcome.Unfinished() -> {
                // the rest is on its way, or the time limit is
            }
            case FirstWordsReader.Outcome.Read(var words) -> decidedFor(() -> decide(words));
            case FirstWordsReader.Outcome.TooLarge(var limit) ->
                decidedFor(() -> refuse(SpliceRefusal.HEADER_TOO_LARGE));
        }
    }

    private void decidedFor(Runnable action) {
        if (!decided && !finished.isDone()) {
            decided = true;
            parts.vertx().cancelTimer(timer);
            action.run();
        }
    }

    private void decide(FirstWords words) {
        switch (SpliceRule.of(words, parts.facts().partners())) {
            case TERMINATE -> terminate();
            case SPLICE -> splice(words);
            case WAIT -> await(words);
        }
    }

    /// Until its partner is the legacy gateway's again, or ours. Nothing more is read meanwhile.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void await(FirstWords words) {
        decided = false;
        waits = true;
        socket.pause();
        timer = parts.vertx()
                .setTimer(
                        legacy.cutLimit().toMillis(),
                        id -> decidedFor(() -> {
                            socket.resume();
                            refuse(SpliceRefusal.SWITCHING);
                        }));
        CompletableFuture<Void> turn = parts.splices().connections().whenFree(words);
        finished.thenRun(() -> parts.splices().connections().forget(turn));
        turn.thenRun(() -> context.runOnContext(ignored -> decidedFor(() -> {
            waits = false;
            socket.resume();
            decide(words);
        })));
    }

    /// The stream ends here.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void terminate() {
        SpliceFlow.undo(socket);
        InboundStream stream = new InboundStream(parts, parts.table().nextName(), context, socket);
        stream.finished().thenRun(() -> finished.complete(null));
        stream.start(Buffer.buffer(read()));
    }

    private void splice(FirstWords words) {
        SpliceFlow.prepare(socket);
        Splice splice = new Splice(
                parts.splices().nextName(),
                parts.splices(),
                parts.vertx(),
                context,
                socket,
                words,
                legacy.quiet(),
                finished);
        if (!parts.splices().add(splice, legacy.maxConnections())) {
            refuse(SpliceRefusal.TOO_MANY);
            return;
        }
        connector.connect(context, outcome -> connected(splice, outcome));
    }

    private void connected(Splice splice, LegacyConnector.Outcome outcome) {
        boolean changed = SpliceRule.of(splice.words(), parts.facts().partners()) == SpliceRule.TERMINATE;
        switch (outcome) {
            case LegacyConnector.Outcome.Connected(var there) -> {
                if (splice.isOver() || changed) {
                    close(there);
                    instead(splice);
                } else {
                    SpliceFlow.prepare(there);
                    splice.open(there, connector.ahead(socket), read());
                    if (splice.words().from() != null && splice.words().to() != null) {
                        parts.splices()
                                .events()
                                .spliced(splice.words().from(), splice.words().to());
                    }
                }
            }
            case LegacyConnector.Outcome.Unreachable(var reason) -> {
                LOG.warnf("legacy gateway not reached host=%s port=%d error=%s", legacy.host(), legacy.port(), reason);
                if (splice.isOver() || changed) {
                    instead(splice);
                } else {
                    splice.withdraw();
                    refuse(SpliceRefusal.LEGACY_UNREACHABLE);
                }
            }
        }
    }

    /// Its partner was switched, or it was cut, before anything had passed.
    private void instead(Splice splice) {
        if (!splice.isOver()) {
            splice.withdraw();
            terminate();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void close(NetSocket connection) {
        connection.close();
    }

    /// All that has come so far.
    private byte[] read() {
        Buffer all = Buffer.buffer(reader.bytes());
        later.forEach(all::appendBuffer);
        later.clear();
        return all.getBytes();
    }

    /// Says why, where it would be understood, and closes.
    private void refuse(SpliceRefusal refusal) {
        parts.splices().events().refused(refusal);
        LOG.infof("connection refused peer=%s reason=%s", socket.remoteAddress(), refusal.wire());
        SpliceFlow.undo(socket);
        S2sConnection connection = new S2sConnection(parts.vertx(), context, socket, new Refused());
        connection.start();
        if (!reader.isTls()) {
            connection.write(StreamHeader.server(null, null, StreamIds.next()).toXml()
                    + refusal.condition().toXml(refusal.text()) + "</stream:stream>");
        }
        connection.closeGently();
    }

    /// Nothing of the connection is read any more.
    private final class Refused implements S2sConnection.Stream {
        @Override
        public void read(StreamItem item) {
            // it was told that nothing is
        }

        @Override
        public void secured(SSLSession session) {
            throw new IllegalStateException("TLS on a connection that is refused");
        }

        @Override
        public void notSecured(String reason) {
            throw new IllegalStateException("TLS on a connection that is refused");
        }

        @Override
        public void gone() {
            finished.complete(null);
        }
    }
}
