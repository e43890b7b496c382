package org.rehome.gateway.link;

import java.util.Optional;
import org.jboss.logging.Logger;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Frame;

/// A component that is a partner's domain on a pool: it takes what the pool's users send there.
final class CaptureStream implements ComponentStream.Owner {
    private static final Logger LOG = Logger.getLogger(CaptureStream.class);

    private final PoolStreams pool;
    private final Timings timings;
    private final Inflow inflow = new Inflow();
    private final ComponentStream stream;

    CaptureStream(PoolStreams pool, Endpoint endpoint, Secrets secrets, Timings timings) {
        this.pool = pool;
        this.timings = timings;
        this.stream = new ComponentStream(endpoint, secrets, timings, this);
    }

    ComponentStream stream() {
        return stream;
    }

    @Override
    public void opened() {
        // nobody waits for a capture stream
    }

    @Override
    public void lost(String reason) {
        // what was read is on its way, and the stream comes back by itself
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

    /// Ends the stream; returns when what was read is durable.
    void close() throws InterruptedException {
        stream.close();
        if (!inflow.awaitEmpty(timings.barrier())) {
            LOG.warnf(
                    "capture closed before all was durable stream=%s bytes=%d",
                    stream.endpoint().label(), inflow.pending());
        }
    }
}
