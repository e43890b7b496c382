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
    private final SeenCertificates certificates = new SeenCertificates();
    private final Map<Domain, List<PartnerPlace>> established = new HashMap<>();
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

    /// Takes a place among the authenticated inbound streams of a partner.
    ///
    /// @return false when the partner has as many as it may have
    boolean admit(Domain partner, PartnerPlace place, int limit) {
        synchronized (established) {
            List<PartnerPlace> places = established.computeIfAbsent(partner, domain -> new ArrayList<>());
            boolean free = places.size() < limit;
            if (free) {
                places.add(place);
            }
            return free;
        }
    }

    /// Whether a place is beyond what the partner may have now: the youngest are.
    boolean isSurplus(Domain partner, PartnerPlace place, int limit) {
        synchronized (established) {
            return established.getOrDefault(partner, List.of()).indexOf(place) >= limit;
        }
    }

    void release(Domain partner, PartnerPlace place) {
        synchronized (established) {
            established.computeIfPresent(partner, (domain, places) -> {
                places.remove(place);
                return places.isEmpty() ? null : places;
            });
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

    /// Tells every stream that a certificate has turned out to be revoked.
    public void certificatesChanged() {
        streams.forEach(LiveStream::certificatesChanged);
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
