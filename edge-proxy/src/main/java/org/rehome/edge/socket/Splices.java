package org.rehome.edge.socket;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;
import org.rehome.edge.splice.FirstWords;
import org.rehome.edge.splice.SpliceRule;

/// The connections that are passed through to the legacy gateway, and who waits for their end. Any thread may use it.
public final class Splices {
    private static final Logger LOG = Logger.getLogger(Splices.class);

    private final String edge;
    private final Partners partners;
    private final SpliceEvents events;
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Splice> splices = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private final Waits<DomainPair> streams;
    private final Waits<FirstWords> connections;
    private final Map<Domain, Long> unspliced = new HashMap<>();
    private Set<Domain> admitted = Set.of();
    private volatile boolean stopping;

    /// A partner of which connections are passed through, or whose new streams wait for the end of those.
    ///
    /// @param splices connections that say that they are the partner's, or may be a partner's that is switched
    /// @param cutting those of them that are to be cut
    /// @param waiting new streams of the partner that wait for their end
    public record Remaining(Domain partner, long splices, long cutting, long waiting) {}

    /// @param edge the edge's id, the first part of each connection's name
    Splices(String edge, Partners partners, SpliceEvents events) {
        this.edge = edge;
        this.partners = partners;
        this.events = events;
        this.streams = new Waits<>(this::blocks);
        this.connections = new Waits<>(words -> SpliceRule.of(words, partners) == SpliceRule.WAIT);
    }

    String nextName() {
        return edge + "/splice/" + numbers.incrementAndGet();
    }

    SpliceEvents events() {
        return events;
    }

    /// @return false when there are as many as there may be
    boolean add(Splice splice, int limit) {
        synchronized (splices) {
            return splices.size() < limit && splices.add(splice);
        }
    }

    void remove(Splice splice) {
        splices.remove(splice);
        streams.look();
        if (splice.isCutting()) {
            tellUnspliced();
        }
        if (stopping && splices.isEmpty()) {
            emptied.complete(null);
        }
    }

    /// New connections that wait until their partner's switch is decided.
    Waits<FirstWords> connections() {
        return connections;
    }

    /// New streams that wait until nothing of their pair passes through any more.
    Waits<DomainPair> streams() {
        return streams;
    }

    public int count() {
        return splices.size();
    }

    /// Whether anything passes through that is, or may be, of this pair, or has not come through yet.
    boolean blocks(DomainPair pair) {
        return partners.find(pair.partner())
                        .filter(each -> each.standing() == Standing.ENTERING)
                        .isPresent()
                || splices.stream().anyMatch(each -> each.mayCarry(pair));
    }

    /// The partners' standing has changed: what is no longer the legacy gateway's is cut, when it is quiet.
    /// Connections that do not say whose they are may be those of a partner that is switched, so they are cut
    /// with it: a partner that is still the legacy gateway's comes again.
    public void partnersChanged() {
        Set<Domain> now = new HashSet<>();
        for (KnownPartner each : partners.all()) {
            if (each.admitted()) {
                now.add(each.settings().domain());
            }
        }
        boolean more;
        synchronized (unspliced) {
            more = !admitted.containsAll(now);
            admitted = now;
        }
        streams.look();
        connections.look();
        for (Splice each : splices) {
            if (SpliceRule.of(each.words(), partners) == SpliceRule.TERMINATE) {
                each.cut();
            } else if (each.words().from() != null) {
                each.spare();
            } else if (more) {
                each.suspect();
            }
        }
        tellUnspliced();
    }

    private void tellUnspliced() {
        List<KnownPartner> told = new ArrayList<>();
        synchronized (unspliced) {
            for (KnownPartner each : partners.all()) {
                Domain name = each.settings().domain();
                if (!each.admitted()) {
                    unspliced.remove(name);
                } else if (remaining(each) == 0
                        && !Long.valueOf(each.version()).equals(unspliced.put(name, each.version()))) {
                    told.add(each);
                }
            }
        }
        told.forEach(each ->
                events.unspliced(each.settings().domain(), each.version(), each.standing() == Standing.ENTERING));
    }

    private long remaining(KnownPartner partner) {
        return splices.stream()
                .filter(each -> domains(partner).anyMatch(each::mayBeOf))
                .count();
    }

    private static Stream<Domain> domains(KnownPartner partner) {
        return Stream.concat(Stream.of(partner.settings().domain()), partner.settings().additionalDomains().stream());
    }

    /// Cuts the connections that say that they are a domain's: when they are quiet, or by force, which may lose or
    /// double what is under way.
    ///
    /// @return how many there are
    public int cut(Domain partner, boolean force) {
        List<Splice> wanted = splices.stream()
                .filter(each -> partner.equals(each.words().from()))
                .toList();
        LOG.infof("cut ordered partner=%s splices=%d force=%s", partner, wanted.size(), force);
        wanted.forEach(force ? Splice::force : Splice::order);
        return wanted.size();
    }

    /// The partners of which something remains, in the order of their names.
    public List<Remaining> remaining() {
        Set<Domain> names = new HashSet<>();
        for (Splice each : splices) {
            Domain from = each.words().from();
            if (from != null) {
                names.add(from);
            }
        }
        List<DomainPair> waits = streams.all();
        waits.forEach(each -> names.add(each.partner()));
        return names.stream()
                .map(name -> remaining(name, waits))
                .sorted(Comparator.comparing(Remaining::partner))
                .toList();
    }

    private Remaining remaining(Domain name, List<DomainPair> waits) {
        List<Splice> there = splices.stream().filter(each -> each.mayBeOf(name)).toList();
        return new Remaining(
                name,
                there.size(),
                there.stream().filter(Splice::isCutting).count(),
                waits.stream().filter(each -> each.partner().equals(name)).count());
    }

    public List<SpliceReport> reports() {
        return splices.stream().map(Splice::report).toList();
    }

    /// Ends all: those that become quiet in time first, the others then.
    void endAll(Duration limit) throws InterruptedException {
        stopping = true;
        splices.forEach(Splice::order);
        if (!splices.isEmpty()) {
            try {
                emptied.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.warnf("spliced connections broken off at the stop splices=%d", splices.size());
            }
        }
        splices.forEach(Splice::stop);
    }
}
