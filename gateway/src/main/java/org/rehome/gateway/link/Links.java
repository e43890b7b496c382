package org.rehome.gateway.link;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.hook.Hooks;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.Requests;

/// The links to all pools. One thread brings the streams in line with what is known whenever that changes.
public final class Links implements Hooks {
    private static final Logger LOG = Logger.getLogger(Links.class);

    private final String gateway;
    private final Knowledge known;
    private final Secrets secrets;
    private final Timings timings;
    private final Intake intake;
    private final CaptureRights rights;
    private final LinkListener listener;
    private final Consumer<Duration> barrierTimes;
    private final Map<PoolName, PoolStreams> pools = new ConcurrentHashMap<>();
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean stopping;

    /// @param gateway the id of this gateway, the first label of its injection components
    /// @param rights which capture streams are this gateway's
    /// @param barrierTimes told how long each answer to a barrier took
    public Links(
            String gateway,
            Knowledge known,
            Secrets secrets,
            Timings timings,
            Intake intake,
            CaptureRights rights,
            LinkListener listener,
            Consumer<Duration> barrierTimes) {
        this.gateway = gateway;
        this.known = known;
        this.secrets = secrets;
        this.timings = timings;
        this.intake = intake;
        this.rights = rights;
        this.listener = listener;
        this.barrierTimes = barrierTimes;
        this.thread = Thread.ofVirtual().name("links").unstarted(this::run);
    }

    public void start() {
        thread.start();
        changed();
    }

    /// Something that links depend on has changed: pools, partners, confirmations. Does not block.
    public void changed() {
        changes.release();
    }

    private void run() {
        try {
            while (!stopping) {
                changes.acquire();
                changes.drainPermits();
                if (!stopping) {
                    reconcile();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("links no longer adapted");
        }
    }

    private void reconcile() throws InterruptedException {
        try {
            Map<PoolName, PoolPlan> plan = LinkPlan.of(gateway, known);
            for (Map.Entry<PoolName, PoolStreams> each : Map.copyOf(pools).entrySet()) {
                PoolPlan wanted = plan.get(each.getKey());
                if (wanted == null || !each.getValue().fits(wanted)) {
                    pools.remove(each.getKey());
                    close(each.getValue());
                }
                if (wanted == null) {
                    listener.removed(each.getKey());
                }
            }
            for (PoolPlan wanted : plan.values()) {
                pools.computeIfAbsent(wanted.pool().pool(), missing -> open(wanted))
                        .adapt(wanted);
            }
        } catch (RuntimeException e) {
            LOG.error("links not adapted, waiting for the next change", e);
        }
    }

    private PoolStreams open(PoolPlan plan) {
        return new PoolStreams(
                plan, secrets, timings, intake, listener, barrierTimes, rights, domain -> known.partners()
                        .covering(domain)
                        .isPresent());
    }

    private static void close(PoolStreams gone) throws InterruptedException {
        gone.captures().close(each -> true);
        gone.injection().close();
    }

    @Override
    public boolean isOpen(PoolName pool) {
        PoolStreams streams = pools.get(pool);
        return streams != null && streams.injection().isOpen();
    }

    /// The way to a pool, as it is now; empty while there is none.
    public Optional<LaneStream> stream(PoolName pool) {
        PoolStreams streams = pools.get(pool);
        return streams == null ? Optional.empty() : streams.injection().current();
    }

    @Override
    public CompletableFuture<HookAnswer> ask(PoolName pool, String word, BiFunction<Requests, String, byte[]> request) {
        PoolStreams streams = pools.get(pool);
        return streams == null
                ? CompletableFuture.failedFuture(new IOException("pool " + pool + " has no link"))
                : streams.injection().ask(word, request);
    }

    /// Sends a stanza by the federation of a pool with a hook; completes when it is written.
    public CompletableFuture<Void> send(PoolName pool, byte[] stanza) {
        PoolStreams streams = pools.get(pool);
        return streams == null
                ? CompletableFuture.failedFuture(new IOException("pool " + pool + " has no link"))
                : streams.injection().send(stanza);
    }

    /// Completes when a pool has processed all that this gateway had sent to it before.
    public CompletableFuture<Void> barrier(PoolName pool) {
        PoolStreams streams = pools.get(pool);
        return streams == null
                ? CompletableFuture.failedFuture(new IOException("pool " + pool + " has no link"))
                : streams.injection().barrier();
    }

    /// Whether every pool that should hand over what its users send to this domain has said that it does.
    public boolean captures(Domain partner) {
        return pools.values().stream().filter(PoolStreams::isLegacy).allMatch(each -> each.injection()
                .captures(partner));
    }

    public List<LinkStatus> statuses() {
        return pools.values().stream()
                .flatMap(pool -> pool.statuses().stream())
                .sorted(Comparator.comparing(LinkStatus::pool)
                        .thenComparing(LinkStatus::stream, Comparator.reverseOrder())
                        .thenComparing(LinkStatus::name))
                .toList();
    }

    /// What has to be open before a partner is enabled and is not: each pool's injection stream, and the
    /// partner's capture streams, on whatever gateway, on every pool but the legacy one. In words.
    public List<String> down(Partner partner) {
        List<String> down = new ArrayList<>();
        List<PoolRegistered> registered = known.pools().all();
        if (registered.isEmpty()) {
            down.add("any link: no pool is registered");
        }
        List<LinkStatus> open = statuses().stream()
                .filter(each -> each.state() == LinkStatus.State.OPEN)
                .toList();
        for (PoolRegistered pool : registered) {
            if (!isOpen(pool.pool())) {
                down.add("injection to pool " + pool.pool());
            }
            // a hook hands over what is for any partner
            boolean captured = !pool.legacy() && !pool.link().hooked();
            for (Domain domain : captured ? Partners.domains(partner) : List.<Domain>of()) {
                if (!known.openCaptures().isOpen(pool.pool(), domain)
                        && open.stream().noneMatch(each -> isCapture(each, pool.pool(), domain))) {
                    down.add("capture of " + domain + " on pool " + pool.pool());
                }
            }
        }
        return down;
    }

    private static boolean isCapture(LinkStatus status, PoolName pool, Domain domain) {
        return status.stream().equals(Endpoint.Kind.CAPTURE.text())
                && status.pool().equals(pool)
                && status.name().equals(domain);
    }

    /// These capture streams do not come back when they end.
    public void lastCaptures(BiPredicate<PoolName, Domain> which) {
        pools.values().forEach(each -> each.captures().last(endpoints(which)));
    }

    /// Waits until these capture streams have ended, or for as long as the limit.
    public void awaitCapturesEnd(BiPredicate<PoolName, Domain> which, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (PoolStreams each : pools.values()) {
            each.captures().awaitEnds(endpoints(which), deadline);
        }
    }

    /// Ends these capture streams; returns when what they had read is durable.
    public void closeCaptures(BiPredicate<PoolName, Domain> which) throws InterruptedException {
        for (PoolStreams each : pools.values()) {
            each.captures().close(endpoints(which));
        }
    }

    private static Predicate<Endpoint> endpoints(BiPredicate<PoolName, Domain> which) {
        return each -> which.test(each.pool(), each.name());
    }

    /// Ends the capture streams; returns when what they had read is durable.
    public void closeCaptures() throws InterruptedException {
        stopping = true;
        changes.release();
        thread.join();
        for (PoolStreams each : pools.values()) {
            each.captures().close(every -> true);
        }
    }

    /// Ends everything.
    public void close() throws InterruptedException {
        closeCaptures();
        for (PoolStreams each : pools.values()) {
            close(each);
        }
        pools.clear();
    }
}
