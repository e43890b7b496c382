package org.rehome.gateway.link;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.BarrierStream;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.ErrorReply;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stanza.StanzaErrorCondition;
import org.rehome.xmpp.stream.Frame;

/// The component by which this gateway delivers to a pool; while it is connected, lanes go out on it.
final class InjectionStream implements ComponentStream.Owner {
    private static final int MAX_BARRIERS = 3;
    private static final int MAX_BYTES = 128 * 1024;

    /// ejabberd answers on a capture stream, which may be a moment behind.
    private static final Duration ANSWERED_ELSEWHERE = Duration.ofMillis(200);

    private static final String AWAITING_HOOK = "waiting for the answer of the pool's hook";

    private final PoolStreams pool;
    private final Jid pinged;
    private final LinkListener listener;
    private final Consumer<Duration> barrierTimes;
    private final Timings timings;
    private final Inflow inflow;
    private final @Nullable HookLink hook;
    private final ComponentStream stream;
    private volatile @Nullable BarrierStream session;

    InjectionStream(
            PoolStreams pool,
            PoolPlan plan,
            Secrets secrets,
            Timings timings,
            LinkListener listener,
            Consumer<Duration> barrierTimes) {
        this.pool = pool;
        this.pinged = plan.pinged();
        this.timings = timings;
        this.listener = listener;
        this.barrierTimes = barrierTimes;
        this.stream = new ComponentStream(plan.injection(), secrets, timings, this);
        boolean hooked = plan.pool().link().hooked();
        this.inflow = new Inflow(hooked ? Inflow.ACKNOWLEDGED_LIMIT : Inflow.LIMIT);
        this.hook = hooked
                ? new HookLink(
                        Jid.of(plan.injection().name()),
                        plan.pinged(),
                        timings,
                        plan.injection().label())
                : null;
    }

    ComponentStream stream() {
        return stream;
    }

    boolean isOpen() {
        return session != null;
    }

    /// The stream as it is now; empty while there is none.
    Optional<LaneStream> current() {
        return Optional.ofNullable(session);
    }

    /// The link counts as open when the hook has answered, where there is one.
    LinkStatus status() {
        LinkStatus now = stream.status();
        if (hook == null || session != null || now.state() != LinkStatus.State.OPEN) {
            return now;
        }
        Optional<String> refusal = hook.refusal();
        return new LinkStatus(
                now.pool(),
                now.stream(),
                now.name(),
                refusal.isPresent() ? LinkStatus.State.DOWN : LinkStatus.State.CONNECTING,
                now.since(),
                refusal.orElse(AWAITING_HOOK));
    }

    /// Asks the pool's hook.
    CompletableFuture<HookAnswer> ask(String word, BiFunction<Requests, String, byte[]> request) {
        return hook == null || session == null
                ? CompletableFuture.failedFuture(new IOException("no hook is linked"))
                : hook.ask(word, request);
    }

    /// Sends a stanza by the server's own federation; completes when it is written.
    CompletableFuture<Void> send(byte[] stanza) {
        HookLink link = hook;
        if (link == null) {
            return CompletableFuture.failedFuture(new IOException("no hook is linked"));
        }
        CompletableFuture<Void> sent = new CompletableFuture<>();
        written(sent, () -> link.send(stanza));
        return sent;
    }

    /// Completes when the server has processed all that was sent on this stream before (RFC 6120 §10.1).
    CompletableFuture<Void> barrier() {
        ComponentConnection open = stream.connection().orElse(null);
        if (open == null) {
            return CompletableFuture.failedFuture(new IOException("the link is not open"));
        }
        CompletableFuture<Void> passed = new CompletableFuture<>();
        String id = Ping.newId();
        pool.barriers().expect(id, pinged, () -> passed.complete(null));
        byte[] ping = Ping.request(id, Jid.of(stream.endpoint().name()), pinged);
        written(new CompletableFuture<>(), () -> open.write(List.of(ping), timings.barrier()));
        return passed.orTimeout(timings.barrier().toMillis(), TimeUnit.MILLISECONDS);
    }

    private interface Writing {
        void write() throws IOException, InterruptedException;
    }

    private void written(CompletableFuture<Void> done, Writing writing) {
        Thread.ofVirtual().name("writing " + stream.endpoint().label()).start(() -> {
            try {
                writing.write();
                done.complete(null);
            } catch (IOException | InterruptedException e) {
                done.completeExceptionally(e);
            }
        });
    }

    /// Whether what the pool's users send to this domain is handed over, or there is no hook that could.
    boolean captures(Domain domain) {
        return hook == null || session == null || hook.captures(domain);
    }

    /// What the pool should hand over has changed.
    void adapt(PoolPlan plan) {
        if (hook != null) {
            hook.wish(plan.wishes());
        }
    }

    @Override
    public void opened() throws InterruptedException {
        ComponentConnection open = stream.connection().orElse(null);
        if (hook == null || open == null) {
            ready(open);
            return;
        }
        // what came by the stream before is durable or not: so the hook is told the right number
        inflow.awaitEmpty(timings.barrier());
        hook.hello(open, !pool.isLegacy(), () -> ready(open));
    }

    private void ready(@Nullable ComponentConnection open) {
        session = open == null ? null : session(open);
        listener.opened(stream.endpoint().pool());
    }

    private BarrierStream session(ComponentConnection open) {
        var wire = new InjectionWire(
                open,
                pool.registered(),
                Jid.of(stream.endpoint().name()),
                pinged,
                pool.barriers(),
                timings.barrier(),
                barrierTimes);
        var limits = new BarrierStream.Limits(MAX_BARRIERS, MAX_BYTES, timings.barrier(), ANSWERED_ELSEWHERE);
        BarrierStream opened = BarrierStream.on(wire, limits, stream.endpoint().label());
        wire.onPassed(opened::passed);
        return opened;
    }

    @Override
    public void lost(String reason) {
        BarrierStream ended = session;
        // first, so that nobody takes it for the way any more
        session = null;
        if (hook != null) {
            hook.ended();
        }
        if (ended != null) {
            ended.ended(reason);
        }
        listener.lost(stream.endpoint().pool(), reason);
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        inflow.awaitRoom();
    }

    @Override
    public void arrived(Frame frame) throws InterruptedException {
        pool.arrived(frame, stream, inflow, this::refusal, hook);
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
        boolean settled = true;
        if (hook != null) {
            hook.finish();
            settled = inflow.awaitEmpty(timings.barrier());
            hook.acknowledgeLast();
        }
        stream.close();
        if (settled) {
            inflow.awaitEmpty(timings.barrier());
        }
    }
}
