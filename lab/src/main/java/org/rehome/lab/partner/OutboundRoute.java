package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.partner.NextHops.Answer;
import org.rehome.lab.server.StanzaQueue;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaCondition;
import org.rehome.lab.xml.Namespaces;

/// The way from one of the partner's domains to a remote one: a queue, and a stream that is opened when something waits
/// and none is there. The queue waits while the stream is being established; when no stream can be had, it returns to
/// its senders (RFC 6120 §10.4.3). What the peer is to acknowledge (XEP-0198 §4), and has not, is written again to the
/// next stream.
final class OutboundRoute {
    private static final int ATTEMPTS = 3;
    private static final Duration END_OF_OLD_STREAM = Duration.ofSeconds(10);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final String REQUEST = "<r xmlns='" + Namespaces.STREAM_MANAGEMENT + "'/>";

    private final DomainPair pair;
    private final PartnerSettings settings;
    private final Returns returns;
    private final Supplier<StreamLog> log;
    private final StanzaQueue queue = new StanzaQueue();
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private final AtomicLong unfinished = new AtomicLong();
    private long streams;
    private volatile @Nullable OutboundStream current;
    private volatile String lastFailure = "";

    /// Takes what could not be sent.
    @FunctionalInterface
    interface Returns {
        void accept(Stanza stanza, StanzaCondition condition, String reason);
    }

    OutboundRoute(DomainPair pair, PartnerSettings settings, Returns returns, Supplier<StreamLog> log) {
        this.pair = pair;
        this.settings = settings;
        this.returns = returns;
        this.log = log;
        Thread.ofVirtual().name("route " + pair).start(this::work);
    }

    void offer(Stanza stanza) {
        unfinished.incrementAndGet();
        if (!queue.offer(stanza)) {
            giveBack(List.of(stanza), StanzaCondition.RESOURCE_CONSTRAINT, "the queue takes no more");
        }
    }

    private void work() {
        try {
            while (true) {
                List<Stanza> batch = queue.take(LOOK_AGAIN);
                if (batch.isEmpty() && queue.isEnded()) {
                    return;
                }
                deliver(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Writes these, and before them what an earlier stream has carried and the peer has not acknowledged.
    private void deliver(List<Stanza> batch) throws InterruptedException {
        unacknowledged.add(batch);
        if (unacknowledged.isEmpty()) {
            return;
        }
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (write(stream())) {
                    return;
                }
            }
            failed(StanzaCondition.REMOTE_SERVER_TIMEOUT, pair.remote() + " closes every stream at once");
        } catch (NegotiationException e) {
            failed(e.condition(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            failed(StanzaCondition.REMOTE_SERVER_TIMEOUT, String.valueOf(e.getMessage()));
        }
    }

    /// @return false, with nothing sent, once the stream is closing
    private boolean write(OutboundStream stream) throws IOException {
        List<Stanza> next = unacknowledged.unwritten();
        if (next.isEmpty()) {
            return true;
        }
        String xml = next.stream()
                .map(stanza -> stanza.element().toXml(Namespaces.SERVER))
                .collect(Collectors.joining());
        if (stream.managed()) {
            // the acknowledgement may be here before the write returns
            unacknowledged.written(next.size());
            return writeAcknowledged(stream, xml);
        }
        log.get().writing(name(), next);
        if (!stream.write(xml)) {
            return false;
        }
        unacknowledged.written(next.size());
        unfinished.addAndGet(-unacknowledged.forgetWritten());
        return true;
    }

    /// A stream that breaks meanwhile takes nothing with it.
    private static boolean writeAcknowledged(OutboundStream stream, String xml) {
        try {
            return stream.write(xml + REQUEST);
        } catch (IOException e) {
            stream.cut();
            return false;
        }
    }

    private void acknowledged(long h) {
        unfinished.addAndGet(-unacknowledged.acknowledged(h));
    }

    /// What a stream has carried and nobody has acknowledged stays: it may have arrived, and is written again.
    private void failed(StanzaCondition condition, String reason) {
        lastFailure = reason;
        // Taken before the first sender learns of it: what she sends then is a new attempt.
        List<Stanza> waiting = queue.takeAll();
        giveBack(unacknowledged.takeNeverWritten(), condition, reason);
        giveBack(waiting, condition, reason);
    }

    private void giveBack(List<Stanza> stanzas, StanzaCondition condition, String reason) {
        stanzas.forEach(stanza -> returns.accept(stanza, condition, reason));
        unfinished.addAndGet(-stanzas.size());
    }

    /// The open stream, or a new one. A new one is opened only after the peer has ended the old one, for else it could
    /// process the two in any order.
    private OutboundStream stream() throws IOException, InterruptedException {
        OutboundStream old = current;
        if (old != null && old.isOpen()) {
            if (old.writable()) {
                return old;
            }
            if (!old.awaitEnd(END_OF_OLD_STREAM)) {
                old.cut();
            }
        }
        OutboundStream opened = connect();
        current = opened;
        streams++;
        String name = name();
        unacknowledged.newStream();
        opened.watch(this::acknowledged, () -> log.get().ended(name));
        lastFailure = "";
        return opened;
    }

    /// The current stream's.
    private String name() {
        return pair + "/" + streams;
    }

    private OutboundStream connect() throws IOException {
        return switch (settings.nextHops().find(pair.remote())) {
            case Answer.Nowhere(String reason) ->
                throw new NegotiationException(StanzaCondition.REMOTE_SERVER_NOT_FOUND, reason);
            case Answer.Hops hops -> connect(hops);
        };
    }

    private OutboundStream connect(Answer.Hops hops) throws IOException {
        // Nobody at an address that the domain did not publish: then there is no such server (RFC 6120 §8.3.3.16).
        StanzaCondition unanswered =
                hops.published() ? StanzaCondition.REMOTE_SERVER_TIMEOUT : StanzaCondition.REMOTE_SERVER_NOT_FOUND;
        NegotiationException last = new NegotiationException(unanswered, "no address answers");
        for (InetSocketAddress address : hops.addresses()) {
            try {
                OutboundStream stream = OutboundStream.connect(settings, pair, address);
                stream.authenticate();
                return stream;
            } catch (NegotiationException e) {
                last = e;
            } catch (IOException e) {
                last = new NegotiationException(unanswered, address + ": " + e.getMessage());
                last.initCause(e);
            }
        }
        throw last;
    }

    /// Whether all that was offered is written, or acknowledged where the peer does that, or given back.
    boolean idle() {
        return unfinished.get() == 0;
    }

    /// Why the last attempt failed, empty if it did not.
    String lastFailure() {
        return lastFailure;
    }

    void closeStream() {
        OutboundStream open = current;
        if (open != null) {
            open.closeStream();
        }
    }

    void reset() {
        OutboundStream open = current;
        if (open != null) {
            open.reset();
        }
    }

    void cut() {
        OutboundStream open = current;
        if (open != null) {
            open.cut();
        }
    }

    /// Takes nothing more.
    void end() {
        queue.end();
        cut();
    }

    Optional<PartnerStream> described() {
        OutboundStream open = current;
        return open == null || !open.isOpen() ? Optional.empty() : Optional.of(open.described());
    }
}
