package org.rehome.edge.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.Partners;

/// The streams that are there, of both directions.
public final class StreamTable {
    private final String edge;
    private final LastErrors lastErrors;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    private final Map<Domain, Integer> established = new HashMap<>();
    private final SeenCertificates certificates = new SeenCertificates();
    private volatile Runnable released = () -> {};

    /// @param edge the edge's id, the first part of each stream's name
    public StreamTable(String edge, Partners partners) {
        this.edge = edge;
        this.lastErrors = new LastErrors(partners);
    }

    LastErrors lastErrors() {
        return lastErrors;
    }

    String nextName() {
        return edge + "/s2s/" + numbers.incrementAndGet();
    }

    void add(LiveStream stream) {
        streams.add(stream);
    }

    void remove(LiveStream stream) {
        streams.remove(stream);
    }

    SeenCertificates certificates() {
        return certificates;
    }

    /// Counts an authenticated inbound stream of a partner.
    ///
    /// @return false when the partner has as many as it may have
    boolean admit(Domain partner, int limit) {
        synchronized (established) {
            int count = established.getOrDefault(partner, 0);
            if (count >= limit) {
                return false;
            }
            established.put(partner, count + 1);
            return true;
        }
    }

    void release(Domain partner) {
        synchronized (established) {
            established.computeIfPresent(partner, (domain, count) -> count <= 1 ? null : count - 1);
        }
        released.run();
    }

    /// Whether authenticated streams of a partner end here, or what they brought is not durable yet.
    boolean isEstablished(Domain partner) {
        synchronized (established) {
            return established.containsKey(partner);
        }
    }

    /// @param told when a stream of a partner has ended
    void onReleased(Runnable told) {
        released = told;
    }

    /// How many streams there are of a direction.
    public long count(boolean inbound) {
        return streams.stream().filter(each -> each.inbound() == inbound).count();
    }

    /// Ends the outbound streams of a pair in order.
    void endOutbound(DomainPair pair) {
        for (LiveStream each : streams) {
            if (each instanceof OutboundStream outbound && outbound.carries(pair)) {
                outbound.end(false);
            }
        }
    }

    /// Tells every stream that a partner's standing or settings have changed.
    public void partnersChanged() {
        streams.forEach(LiveStream::partnersChanged);
    }

    /// Ends all streams in order, and waits until they are gone.
    public void endAll(Duration limit) throws InterruptedException {
        List<LiveStream> ending = List.copyOf(streams);
        ending.forEach(stream -> stream.end(true));
        try {
            CompletableFuture.allOf(ending.stream().map(LiveStream::finished).toArray(CompletableFuture[]::new))
                    .get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // peers that do not close in time are left to the end of the process
            System.getLogger(StreamTable.class.getName())
                    .log(System.Logger.Level.WARNING, "streams left open at the stop error={0}", e.toString());
        }
    }

    /// The streams as they are now, by name.
    public List<StreamReport> reports(Duration limit) throws InterruptedException {
        List<StreamReport> reports = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        List<CompletableFuture<StreamReport>> asked =
                streams.stream().map(LiveStream::report).toList();
        for (CompletableFuture<StreamReport> each : asked) {
            try {
                reports.add(each.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (TimeoutException | ExecutionException e) {
                System.getLogger(StreamTable.class.getName())
                        .log(System.Logger.Level.DEBUG, "stream went away while it was asked error={0}", e.toString());
            }
        }
        reports.sort(Comparator.comparing(StreamReport::since).thenComparing(StreamReport::stream));
        return reports;
    }
}
