package org.rehome.gateway.link;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.gateway.link.LinkStatus.State;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamItem;

/// Keeps one component stream open: connects, reads until it ends, pauses, connects again, until it is
/// closed.
final class ComponentStream {
    private static final Logger LOG = Logger.getLogger(ComponentStream.class);

    /// What the stream is for; called on the stream's thread.
    interface Owner {
        /// The stream is open; it is read when this returns.
        void opened() throws InterruptedException;

        /// The stream is not open, or not for the same reason as before.
        void lost(String reason);

        /// Returns when more may be read.
        void awaitRoom() throws InterruptedException;

        void arrived(Frame frame) throws InterruptedException;
    }

    private final Endpoint endpoint;
    private final Secrets secrets;
    private final Timings timings;
    private final Owner owner;
    private final BackOff backOff;
    private final Object monitor = new Object();
    private final Thread thread;
    private volatile LinkStatus status;
    private volatile @Nullable ComponentConnection connection;
    private @Nullable Socket connecting;
    private volatile boolean closing;
    private volatile boolean last;

    ComponentStream(Endpoint endpoint, Secrets secrets, Timings timings, Owner owner) {
        this.endpoint = endpoint;
        this.secrets = secrets;
        this.timings = timings;
        this.owner = owner;
        this.backOff = new BackOff(timings.reconnectMin(), timings.reconnectMax(), RandomGenerator.getDefault());
        this.status = status(State.CONNECTING, null);
        this.thread = Thread.ofVirtual().name(endpoint.label()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    LinkStatus status() {
        return status;
    }

    /// The open connection; empty while there is none.
    Optional<ComponentConnection> connection() {
        return Optional.ofNullable(connection);
    }

    private void run() {
        try {
            while (!closing && !last) {
                attempt();
                pause();
            }
        } catch (InterruptedException e) {
            LOG.debugf("link thread interrupted stream=%s", endpoint.label());
        } finally {
            connection = null;
        }
    }

    private void attempt() throws InterruptedException {
        String before = status.reason();
        status = status(State.CONNECTING, before);
        long opened = 0;
        String reason;
        try {
            ComponentConnection open = connect();
            opened = System.nanoTime();
            connection = open;
            status = status(State.OPEN, null);
            LOG.infof("link open stream=%s peer=%s", endpoint.label(), endpoint.address());
            owner.opened();
            reason = readToTheEnd(open);
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            reason = failed(e);
        }
        ended(opened, reason, before);
    }

    private void ended(long opened, String end, @Nullable String before) {
        String reason = closing ? "closed by this gateway" : end;
        connection = null;
        status = status(State.DOWN, reason);
        if (opened > 0) {
            // a server that accepts and closes again and again is not asked more often for it
            if (System.nanoTime() - opened > timings.reconnectMax().toNanos()) {
                backOff.reset();
            }
        } else if (reason.equals(before)) {
            return;
        }
        if (closing) {
            LOG.infof("link closed stream=%s peer=%s", endpoint.label(), endpoint.address());
        } else {
            LOG.warnf("link down stream=%s peer=%s error=%s", endpoint.label(), endpoint.address(), reason);
        }
        owner.lost(reason);
    }

    private ComponentConnection connect() throws IOException {
        return switch (secrets.find(endpoint.secret())) {
            case Secrets.Found.Missing(var reason) -> throw new IOException(reason);
            case Secrets.Found.Secret(var secret) -> {
                try {
                    yield ComponentConnection.open(endpoint, secret, timings.establish(), this::connecting);
                } catch (IOException e) {
                    throw new IOException(endpoint.address() + ": " + e.getMessage(), e);
                }
            }
        };
    }

    private void connecting(Socket socket) throws IOException {
        synchronized (monitor) {
            if (closing) {
                throw new IOException("this side is closing");
            }
            connecting = socket;
        }
    }

    private String readToTheEnd(ComponentConnection open) throws InterruptedException {
        try {
            while (true) {
                StreamItem item = open.poll();
                if (item == null) {
                    owner.awaitRoom();
                    open.read();
                    continue;
                }
                Optional<String> end = handle(open, item);
                if (end.isPresent()) {
                    return end.get();
                }
            }
        } catch (IOException e) {
            open.closeNow(String.valueOf(e.getMessage()));
            return open.closed().join();
        } catch (RuntimeException e) {
            open.closeNow(failed(e));
            return open.closed().join();
        }
    }

    // an error of ours must not end the link for good
    private String failed(RuntimeException e) {
        LOG.errorf(e, "link failed stream=%s", endpoint.label());
        return "internal error: " + e.getMessage();
    }

    /// @return the reason when the stream has ended with this item
    private Optional<String> handle(ComponentConnection open, StreamItem item) throws InterruptedException {
        switch (item) {
            case StreamItem.Arrived(var frame)
            when frame.is(Namespaces.STREAM, "error") -> {
                open.closeNow("the server closed the stream: " + ComponentConnection.streamError(frame));
                return Optional.of(open.closed().join());
            }
            case StreamItem.Arrived(var frame) -> owner.arrived(frame);
            case StreamItem.KeepAlive() -> LOG.tracef("white space stream=%s", endpoint.label());
            case StreamItem.Ended() -> {
                if (!closing) {
                    open.finish(timings.close());
                }
                open.closeNow("the server closed the stream");
                return Optional.of(open.closed().join());
            }
            case StreamItem.Broken(var condition, var detail, var _) -> {
                open.fail(condition, detail, timings.close());
                return Optional.of("the server's stream is broken: " + condition.wire() + ", " + detail);
            }
            case StreamItem.Opened _ -> {
                open.fail(StreamErrorCondition.BAD_FORMAT, "a second stream header", timings.close());
                return Optional.of("the server opened the stream twice");
            }
        }
        return Optional.empty();
    }

    private void pause() throws InterruptedException {
        long deadline = System.nanoTime() + backOff.pause().toNanos();
        synchronized (monitor) {
            long left = deadline - System.nanoTime();
            while (!closing && !last && left > 0) {
                monitor.wait(Math.max(1, left / 1_000_000));
                left = deadline - System.nanoTime();
            }
        }
    }

    /// The stream does not come back when it ends.
    void last() {
        synchronized (monitor) {
            last = true;
            monitor.notifyAll();
        }
    }

    /// Waits until the stream has ended and does not come back; false when it has not within the limit.
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    /// Says that we are done, takes what the server still sends until it closes (RFC 6120 §4.4), and ends.
    /// A server that does not close in time is cut off.
    void close() throws InterruptedException {
        Socket attempt;
        synchronized (monitor) {
            closing = true;
            attempt = connecting;
            monitor.notifyAll();
        }
        ComponentConnection open = connection;
        if (open != null) {
            open.finish(timings.close());
        } else {
            closeQuietly(attempt);
        }
        if (thread.isAlive() && !thread.join(timings.close())) {
            if (open != null) {
                open.closeNow("the server did not close its side in time");
            }
            closeQuietly(attempt);
            if (!thread.join(Duration.ofSeconds(1))) {
                thread.interrupt();
            }
        }
    }

    private static void closeQuietly(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debugf("socket not closed error=%s", e.getMessage());
        }
    }

    private LinkStatus status(State state, @Nullable String reason) {
        return new LinkStatus(endpoint.pool(), endpoint.kind().text(), endpoint.name(), state, Instant.now(), reason);
    }
}
