package org.rehome.gateway.link;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jboss.logging.Logger;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Frame;

/// A component that is a partner's domain on a pool: it takes what the pool's users send there.
final class CaptureStream implements ComponentStream.Owner {
    private static final Logger LOG = Logger.getLogger(CaptureStream.class);

    private final PoolStreams pool;
    private final Timings timings;
    private final LinkListener listener;
    private final Inflow inflow = new Inflow();
    private final CountDownLatch readable = new CountDownLatch(1);
    private final ComponentStream stream;

    CaptureStream(PoolStreams pool, Endpoint endpoint, Secrets secrets, Timings timings, LinkListener listener) {
        this.pool = pool;
        this.timings = timings;
        this.listener = listener;
        this.stream = new ComponentStream(endpoint, secrets, timings, this);
    }

    ComponentStream stream() {
        return stream;
    }

    /// Who had the stream before has published all of it: this one is read from now on.
    void permitReading() {
        readable.countDown();
    }

    @Override
    public void opened() throws InterruptedException {
        listener.captureOpened(stream.endpoint().pool(), stream.endpoint().name());
        readable.await();
    }

    @Override
    public void lost(String reason) {
        // what was read is on its way, and the stream comes back by itself
        listener.captureLost(stream.endpoint().pool(), stream.endpoint().name());
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        inflow.awaitRoom();
    }

    @Override
    public void arrived(Frame frame) throws InterruptedException {
        pool.arrived(frame, stream, inflow, this::refusal);
    }

    private Optional<String> refusal(Stanza stanza) {
        return stanza.to().domain().equals(stream.endpoint().name())
                ? Optional.empty()
                : Optional.of("to-not-captured");
    }

    /// Waits until the stream has ended after {@link ComponentStream#last}, and says whether that was in time.
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return stream.awaitEnd(limit);
    }

    /// Ends the stream; returns when what was read is durable.
    void close() throws InterruptedException {
        readable.countDown();
        stream.close();
        if (!inflow.awaitEmpty(timings.barrier())) {
            LOG.warnf(
                    "capture closed before all was durable stream=%s bytes=%d",
                    stream.endpoint().label(), inflow.pending());
        }
    }
}
