package org.rehome.gateway.link;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.home.Pools;
import org.rehome.xmpp.stanza.ErrorReply;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Frame;

/// The streams to one pool.
final class PoolStreams {
    private static final Logger LOG = Logger.getLogger(PoolStreams.class);

    private final Timings timings;
    private final Intake intake;
    private final Predicate<Domain> partners;
    private final Barriers barriers = new Barriers();
    private final InjectionStream injection;
    private final Captures captures;
    private volatile PoolRegistered pool;

    /// Whether a stream may carry a stanza.
    @FunctionalInterface
    interface Carries {
        /// @return why not; empty when it may
        Optional<String> refusal(Stanza stanza) throws InterruptedException;
    }

    /// @param partners true for a domain of a known partner
    PoolStreams(
            PoolPlan plan,
            Secrets secrets,
            Timings timings,
            Intake intake,
            LinkListener listener,
            Consumer<Duration> barrierTimes,
            CaptureRights rights,
            Predicate<Domain> partners) {
        this.timings = timings;
        this.intake = intake;
        this.partners = partners;
        this.pool = plan.pool();
        this.captures = new Captures(endpoint -> new CaptureStream(this, endpoint, secrets, timings, listener), rights);
        this.injection = new InjectionStream(this, plan, secrets, timings, listener, barrierTimes);
        injection.stream().start();
    }

    InjectionStream injection() {
        return injection;
    }

    Captures captures() {
        return captures;
    }

    PoolRegistered registered() {
        return pool;
    }

    Barriers barriers() {
        return barriers;
    }

    /// Whether the injection stream can stay when the pool should have these streams.
    boolean fits(PoolPlan plan) {
        return injection.stream().endpoint().equals(plan.injection())
                && pool.link().kind().equals(plan.pool().link().kind())
                && pool.legacy() == plan.pool().legacy()
                && pool.domains().getFirst().equals(plan.pool().domains().getFirst());
    }

    /// Opens and closes capture streams until they are as planned.
    void adapt(PoolPlan plan) throws InterruptedException {
        pool = plan.pool();
        captures.adapt(plan.captures());
        injection.adapt(plan);
    }

    List<LinkStatus> statuses() {
        List<LinkStatus> statuses = new ArrayList<>();
        statuses.add(injection.status());
        statuses.addAll(captures.statuses());
        return statuses;
    }

    boolean isLegacy() {
        return pool.legacy();
    }

    boolean isPartner(Domain domain) {
        return partners.test(domain);
    }

    /// Takes an element that a stream brought: an answer to one of our barriers, or a stanza for a partner.
    void arrived(Frame frame, ComponentStream stream, Inflow inflow, Carries carries) throws InterruptedException {
        arrived(frame, stream, inflow, carries, null);
    }

    /// @param hook takes what is its own; null where there is none
    void arrived(Frame frame, ComponentStream stream, Inflow inflow, Carries carries, @Nullable HookLink hook)
            throws InterruptedException {
        switch (Stanza.read(frame)) {
            case Stanza.Reading.Read(var stanza) -> {
                if (!barriers.answeredBy(stanza) && !byHook(hook, stanza, stream, inflow)) {
                    take(stanza, stream, inflow, carries);
                }
            }
            case Stanza.Reading.StanzaFault(var stanza, var condition, var detail) -> {
                refused(stream, "malformed", detail);
                reply(stream, ErrorReply.to(stanza, condition, detail));
            }
            case Stanza.Reading.StreamFault(var condition, var detail) ->
                refused(stream, "malformed", condition.wire() + ": " + detail);
        }
    }

    private boolean byHook(@Nullable HookLink hook, Stanza stanza, ComponentStream stream, Inflow inflow)
            throws InterruptedException {
        return hook != null
                && hook.arrived(
                        stanza,
                        (inner, settled) -> handedOver(inner, stream, inflow, settled),
                        (reason, detail) -> refused(stream, reason, detail));
    }

    /// A stanza of the pool's for a foreign domain, or anybody's for a user of the pool's domains who lives elsewhere.
    private void handedOver(Stanza stanza, ComponentStream stream, Inflow inflow, Intake.Settled settled) {
        if (barriers.answeredBy(stanza)) {
            settled.settled(null);
            return;
        }
        boolean served = Pools.serves(pool, stanza.to().domain());
        if (!served && !Pools.serves(pool, stanza.from().domain())) {
            refused(stream, "from-not-of-pool", stanza.from() + " to " + stanza.to());
            settled.settled(null);
            return;
        }
        String label = Intake.handoverLabel(pool.pool(), stream.endpoint().name());
        intake.handedOver(pool.pool(), label, stanza, counted(stanza, stream, inflow, settled));
    }

    private void take(Stanza stanza, ComponentStream stream, Inflow inflow, Carries carries)
            throws InterruptedException {
        Optional<String> refusal = carries.refusal(stanza);
        if (refusal.isEmpty() && !Pools.serves(pool, stanza.from().domain())) {
            refusal = Optional.of("from-not-of-pool");
        }
        if (refusal.isPresent()) {
            refused(stream, refusal.get(), stanza.from() + " to " + stanza.to());
            return;
        }
        Intake.Settled settled = counted(stanza, stream, inflow, failure -> {});
        intake.captured(pool.pool(), stream.endpoint().label(), stanza, settled);
    }

    /// Counts a stanza as read and not durable until it is settled; one that is not accepted ends the stream before
    /// anything later is sent, for the lane would have a hole.
    private static Intake.Settled counted(Stanza stanza, ComponentStream stream, Inflow inflow, Intake.Settled then) {
        int bytes = stanza.frame().xml().length;
        inflow.taken(bytes);
        return failure -> {
            then.settled(failure);
            inflow.settled(bytes);
            if (failure != null) {
                stream.connection().ifPresent(open -> open.closeNow("not accepted: " + failure.getMessage()));
            }
        };
    }

    private void refused(ComponentStream stream, String reason, String detail) {
        intake.refused(pool.pool(), stream.endpoint().label(), reason, detail);
    }

    /// Answers on the stream itself; what cannot be answered is not.
    void reply(ComponentStream stream, Optional<byte[]> error) throws InterruptedException {
        Optional<ComponentConnection> open = stream.connection();
        if (error.isEmpty() || open.isEmpty()) {
            return;
        }
        try {
            open.get().write(List.of(error.get()), timings.barrier());
        } catch (IOException e) {
            LOG.debugf("error not sent stream=%s error=%s", stream.endpoint().label(), e.getMessage());
        }
    }
}
