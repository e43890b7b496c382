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
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Undecided> undecided = new ArrayList<>();
    private final Map<Domain, Long> unspliced = new HashMap<>();
    private Set<Domain> admitted = Set.of();
    private volatile boolean stopping;

    private record Waiting(DomainPair pair, CompletableFuture<Void> clear) {}

    /// A connection before which there is nothing to do but wait.
    private record Undecided(FirstWords words, CompletableFuture<Void> decided) {}

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
        clear();
        if (splice.isCutting()) {
            tellUnspliced();
        }
        if (stopping && splices.isEmpty()) {
            emptied.complete(null);
        }
    }

    private void clear() {
        List<Waiting> ready;
        synchronized (waiting) {
            ready = waiting.stream().filter(each -> !blocks(each.pair())).toList();
            waiting.removeAll(ready);
        }
        ready.forEach(each -> each.clear().complete(null));
    }

    /// Completes when a new connection that says that it is a domain's need wait no more.
    CompletableFuture<Void> whenDecided(FirstWords words) {
        CompletableFuture<Void> decided = new CompletableFuture<>();
        synchronized (undecided) {
            if (SpliceRule.of(words, partners) == SpliceRule.WAIT) {
                undecided.add(new Undecided(words, decided));
                return decided;
            }
        }
        return CompletableFuture.completedFuture(null);
    }

    private void decide() {
        List<Undecided> ready;
        synchronized (undecided) {
            ready = undecided.stream()
                    .filter(each -> SpliceRule.of(each.words(), partners) != SpliceRule.WAIT)
                    .toList();
            undecided.removeAll(ready);
        }
        ready.forEach(each -> each.decided().complete(null));
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

    /// Completes when nothing of the pair passes through any more.
    CompletableFuture<Void> whenClear(DomainPair pair) {
        synchronized (waiting) {
            if (!blocks(pair)) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> clear = new CompletableFuture<>();
            Waiting entry = new Waiting(pair, clear);
            waiting.add(entry);
            return clear;
        }
    }

    /// Nobody waits any more.
    void forget(CompletableFuture<Void> clear) {
        synchronized (waiting) {
            clear.cancel(false);
            waiting.removeIf(each -> each.clear().isDone());
        }
        synchronized (undecided) {
            undecided.removeIf(each -> each.decided().isDone());
        }
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
        clear();
        decide();
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
        List<Waiting> waits;
        synchronized (waiting) {
            waits = List.copyOf(waiting);
        }
        waits.forEach(each -> names.add(each.pair().partner()));
        return names.stream()
                .map(name -> remaining(name, waits))
                .sorted(Comparator.comparing(Remaining::partner))
                .toList();
    }

    private Remaining remaining(Domain name, List<Waiting> waits) {
        List<Splice> there = splices.stream().filter(each -> each.mayBeOf(name)).toList();
        return new Remaining(
                name,
                there.size(),
                there.stream().filter(Splice::isCutting).count(),
                waits.stream()
                        .filter(each -> each.pair().partner().equals(name))
                        .count());
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
