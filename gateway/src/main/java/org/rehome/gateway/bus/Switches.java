package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.lane.HeldStanzas;
import org.rehome.backbone.lane.LaneProgress;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.PairWays;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.partner.WantedWay;
import org.rehome.gateway.route.Knowledge;

/// Sees to it that partners which are being switched come to an end, and that each pair of domains takes the way that
/// its partner's state asks for. One gateway of all does so at a time: the one that works the first partition of the
/// legacy lanes. What it has begun when it dies is put back by the next.
public final class Switches implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Switches.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration BREATH = Duration.ofMillis(10);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    private final Knowledge known;
    private final Links links;
    private final Ledger ledger;
    private final OldWay oldWay;
    private final OldPaths paths;
    private final PartnerLog log;
    private final EventPublisher events;
    private final Signal signal;
    private final Duration holdLimit;
    private final BooleanSupplier ours;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Map<String, Failed> failed = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    /// A pair that could not be switched: when to try again, unless its partner changes.
    private record Failed(long version, Instant again, Duration pause) {}

    /// @param ours whether this gateway is the one
    public Switches(
            Knowledge known,
            Links links,
            Ledger ledger,
            OldWay oldWay,
            LaneProgress progress,
            HeldStanzas held,
            PartnerLog log,
            EventPublisher events,
            Signal signal,
            Duration holdLimit,
            BooleanSupplier ours) {
        this.known = known;
        this.links = links;
        this.ledger = ledger;
        this.oldWay = oldWay;
        this.paths = new OldPaths(progress, held);
        this.log = log;
        this.events = events;
        this.signal = signal;
        this.holdLimit = holdLimit;
        this.ours = ours;
        this.thread = Thread.ofVirtual().name("switches").start(this::run);
    }

    private void run() {
        try {
            while (!closed) {
                long seen = signal.now();
                if (ours.getAsBoolean()) {
                    look();
                }
                signal.awaitChange(seen, LOOK);
                // users change by the thousand, and what is looked at here seldom
                Thread.sleep(BREATH);
            }
        } catch (InterruptedException e) {
            LOG.debug("switches stopped");
        }
    }

    private void look() {
        Set<Domain> partners = new HashSet<>();
        for (Lifecycle partner : known.partners().all()) {
            Domain name = partner.settings().domain();
            if (partner instanceof Lifecycle.Switching) {
                begin(
                        "partner " + name,
                        () -> new PartnerSwitch(name, known, links, ledger, oldWay, paths, log, events, signal).run());
            }
            for (Domain domain : Partners.domains(partner.settings())) {
                partners.add(domain);
                known.domains().all().forEach(local -> look(partner, local, domain));
            }
        }
        for (PairEvent each : known.ways().all()) {
            if (!partners.contains(each.partner())) {
                begin(each.key(), () -> PartnerLog.durable(events.remove(Topics.FEDERATION, each.key())));
            }
        }
    }

    private void look(Lifecycle partner, Domain local, Domain domain) {
        PairEvent last = known.ways().last(local, domain);
        String key = local + ">" + domain;
        if (last instanceof PairSwitching begun) {
            begin(key, () -> {
                // whose switch it was may have ended it meanwhile
                if (begun.equals(known.ways().last(local, domain))) {
                    pair(local, domain).putBack(begun);
                }
            });
            return;
        }
        Way wanted = wanted(partner, local, domain);
        if (!wanted.equals(PairWays.way(last)) && mayTry(key, partner.version())) {
            begin(key, () -> switchPair(key, partner, local, domain, wanted));
        }
    }

    private Way wanted(Lifecycle partner, Domain local, Domain domain) {
        return WantedWay.of(
                partner,
                known.confirmations().confirms(local, domain, partner.settings().domain()),
                known.ways().way(local, domain),
                oldWay.gateway().isPresent());
    }

    private boolean mayTry(String key, long version) {
        Failed last = failed.get(key);
        return last == null || last.version() != version || !Instant.now().isBefore(last.again());
    }

    private void switchPair(String key, Lifecycle partner, Domain local, Domain domain, Way wanted)
            throws InterruptedException, TimeoutException {
        boolean forced = isForced(partner);
        String reason =
                pair(local, domain).run(wanted, forced, () -> ours.getAsBoolean() && isWanted(wanted, local, domain));
        if (reason == null) {
            failed.remove(key);
            return;
        }
        Failed before = failed.get(key);
        Duration pause = before == null || before.version() != partner.version()
                ? FIRST_PAUSE
                : before.pause().multipliedBy(2);
        Duration bounded = pause.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : pause;
        failed.put(key, new Failed(partner.version(), Instant.now().plus(bounded), bounded));
        LOG.infof("pair not switched local=%s partner=%s again in %s: %s", local, domain, bounded, reason);
    }

    private boolean isWanted(Way wanted, Domain local, Domain domain) {
        return known.partners()
                .covering(domain)
                .filter(partner -> wanted(partner, local, domain).equals(wanted))
                .isPresent();
    }

    // who forces a step does not want to wait for the old way
    private static boolean isForced(Lifecycle partner) {
        return partner instanceof Lifecycle.Legacy
                || (partner instanceof Lifecycle.Enabled enabled && enabled.forced() != null);
    }

    private PairSwitch pair(Domain local, Domain domain) {
        return new PairSwitch(local, domain, known.ways(), oldWay, paths, events, signal, holdLimit);
    }

    private interface Work {
        void run() throws InterruptedException, TimeoutException;
    }

    /// One at a time of each name.
    private void begin(String name, Work work) {
        if (closed || running.containsKey(name)) {
            return;
        }
        Thread begun = Thread.ofVirtual().name("switch " + name).unstarted(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                LOG.debugf("switch stopped name=%s", name);
            } catch (TimeoutException | KafkaException | IllegalStateException e) {
                LOG.warnf("switch not carried out, looked at again name=%s error=%s", name, e.getMessage());
            } finally {
                running.remove(name);
                signal.changed();
            }
        });
        running.put(name, begun);
        begun.start();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        List<Thread> ending = List.copyOf(running.values());
        ending.forEach(Thread::interrupt);
        try {
            for (Thread each : ending) {
                each.join(END_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
