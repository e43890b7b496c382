package org.rehome.gateway.link;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stanza.ErrorReply;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;

/// The stream by which this gateway delivers to a pool. A batch is followed by a ping to the pool's domain on the same
/// stream; its answer shows that the pool has processed the batch (RFC 6120 §10.1, XEP-0199).
final class InjectionStream implements ComponentStream.Owner {
    private final PoolStreams pool;
    private final Jid pinged;
    private final Barriers barriers;
    private final LinkListener listener;
    private final Timings timings;
    private final Inflow inflow = new Inflow();
    private final ComponentStream stream;

    InjectionStream(PoolStreams pool, PoolPlan plan, Secrets secrets, Timings timings, LinkListener listener) {
        this.pool = pool;
        this.pinged = plan.pinged();
        this.barriers = pool.barriers();
        this.timings = timings;
        this.listener = listener;
        this.stream = new ComponentStream(plan.injection(), secrets, timings, this);
    }

    ComponentStream stream() {
        return stream;
    }

    boolean isOpen() {
        return stream.connection().isPresent();
    }

    /// Writes a batch and its barrier.
    Delivery.Pending send(List<byte[]> stanzas) throws InterruptedException {
        Optional<ComponentConnection> open = stream.connection();
        if (open.isEmpty()) {
            String reason = stream.status().reason();
            return () -> new Delivery.NotSent(reason == null ? "not connected yet" : reason);
        }
        String id = Ping.newId();
        CompletableFuture<@Nullable String> answered = barriers.expect(id, pinged);
        List<byte[]> batch = new ArrayList<>(stanzas.size() + 1);
        stanzas.forEach(each -> batch.add(ContentNamespace.rescope(each, Namespaces.COMPONENT)));
        batch.add(Ping.request(id, Jid.of(stream.endpoint().name()), pinged));
        try {
            open.get().write(batch, timings.barrier());
        } catch (IOException e) {
            barriers.forget(id);
            return () -> new Delivery.Uncertain(String.valueOf(e.getMessage()));
        }
        return () -> await(open.get(), id, answered);
    }

    private Delivery await(ComponentConnection open, String id, CompletableFuture<@Nullable String> answered)
            throws InterruptedException {
        try {
            String lost = answered.get(timings.barrier().toMillis(), TimeUnit.MILLISECONDS);
            return lost == null ? new Delivery.Confirmed() : new Delivery.Uncertain(lost);
        } catch (TimeoutException e) {
            String reason = "barrier unanswered for " + timings.barrier();
            open.closeNow(reason);
            return new Delivery.Uncertain(reason);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a barrier completes with null or a reason", e);
        } finally {
            barriers.forget(id);
        }
    }

    @Override
    public void opened() {
        listener.opened(stream.endpoint().pool());
    }

    @Override
    public void lost(String reason) {
        barriers.lost(reason);
        listener.lost(stream.endpoint().pool(), reason);
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        inflow.awaitRoom();
    }

    @Override
    public void arrived(Frame frame) throws InterruptedException {
        pool.arrived(frame, stream, inflow, this::refusal);
    }

    /// Answers that a server makes itself come here: whatever is for a partner is taken.
    private Optional<String> refusal(Stanza stanza) throws InterruptedException {
        if (stanza.to().domain().equals(stream.endpoint().name())) {
            answerForOurselves(stanza);
            return Optional.of("to-the-gateway");
        }
        return pool.isPartner(stanza.to().domain()) ? Optional.empty() : Optional.of("to-no-partner");
    }

    // whoever asks our component something must get an answer (RFC 6120 §8.2.3)
    private void answerForOurselves(Stanza stanza) throws InterruptedException {
        if (stanza.kind() == StanzaKind.IQ_REQUEST) {
            Optional<byte[]> error = ErrorReply.to(stanza, StanzaErrorCondition.SERVICE_UNAVAILABLE, "");
            pool.reply(stream, error);
        }
    }

    void close() throws InterruptedException {
        stream.close();
        inflow.awaitEmpty(timings.barrier());
    }
}
