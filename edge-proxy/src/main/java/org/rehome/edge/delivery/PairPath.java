package org.rehome.edge.delivery;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stream.Namespaces;

/// The way to a partner: sends a window with a barrier behind it and waits for what becomes of it. Blocks;
/// for virtual threads.
public final class PairPath {
    private final DomainPair pair;
    private final StanzaStreams streams;
    private final Barriers barriers;
    private final Duration barrierLimit;

    public PairPath(DomainPair pair, StanzaStreams streams, Barriers barriers, Duration barrierLimit) {
        this.pair = pair;
        this.streams = streams;
        this.barriers = barriers;
        this.barrierLimit = barrierLimit;
    }

    /// The stream, or why there is none; empty when that is not known within the limit.
    public Optional<Establishment> establish(Duration limit) throws InterruptedException {
        return await(streams.establish(pair), limit);
    }

    /// Sends the stanzas and a ping behind them, and waits for its answer.
    public Passage send(StanzaStream stream, List<LaneStanza> stanzas) throws InterruptedException {
        Barriers.Barrier barrier = barriers.raise(pair);
        try {
            stream.send(bytes(stanzas, barrier), stanzas.size(), 1);
            CompletableFuture<?> either = CompletableFuture.anyOf(barrier.passed(), stream.ended());
            Optional<?> first = await(either, barrierLimit);
            if (first.isEmpty()) {
                return Passage.UNANSWERED;
            }
            // the answer comes another way than the end of this stream: it may be a moment behind
            return await(barrier.passed(), DeliveryLimits.GRACE).isPresent() ? Passage.ANSWERED : Passage.STREAM_ENDED;
        } finally {
            barriers.withdraw(barrier);
        }
    }

    private static byte[] bytes(List<LaneStanza> stanzas, Barriers.Barrier barrier) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stanzas.forEach(each -> out.writeBytes(ContentNamespace.rescope(each.xml(), Namespaces.SERVER)));
        out.writeBytes(barrier.request());
        return out.toByteArray();
    }

    private static <T> Optional<T> await(CompletableFuture<T> future, Duration limit) throws InterruptedException {
        try {
            return Optional.of(future.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a future of a stream failed instead of telling its outcome", e.getCause());
        }
    }
}
