package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.lane.HeldStanza;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.gateway.partner.PairWays;

/// Switches the way of one pair of domains (docs/switches.md): its stanzas wait in front of the gateways while those
/// before them take the old way to its end. That time is short; when it is over they go on as before.
final class PairSwitch {
    private static final Logger LOG = Logger.getLogger(PairSwitch.class);

    /// For what is waited for before stanzas wait.
    private static final Duration BEFORE = Duration.ofSeconds(5);

    private static final Duration KNOWN = Duration.ofSeconds(15);

    private final Domain local;
    private final Domain partner;
    private final PairWays ways;
    private final OldWay oldWay;
    private final OldPaths paths;
    private final EventPublisher events;
    private final Signal signal;
    private final Duration holdLimit;

    PairSwitch(
            Domain local,
            Domain partner,
            PairWays ways,
            OldWay oldWay,
            OldPaths paths,
            EventPublisher events,
            Signal signal,
            Duration holdLimit) {
        this.local = local;
        this.partner = partner;
        this.ways = ways;
        this.oldWay = oldWay;
        this.paths = paths;
        this.events = events;
        this.signal = signal;
        this.holdLimit = holdLimit;
    }

    /// Carries it out.
    ///
    /// @param forced whether an operator has said that nothing is to be waited for but the gateways
    /// @param wanted false when the switch was called off
    /// @return why it has not come about; null when it has
    @Nullable
    String run(Way to, boolean forced, BooleanSupplier wanted) throws InterruptedException, TimeoutException {
        Way from = ways.way(local, partner);
        Passage passage =
                new Passage(signal, wanted, missing -> LOG.debugf("pair %s>%s waits: %s", local, partner, missing));
        Passage.End ready =
                passage.through(forced ? List.of() : before(from), Instant.now().plus(BEFORE));
        if (!(ready instanceof Passage.End.Passed)) {
            return reason(ready);
        }
        Set<String> gateways = paths.progress().members(Direction.Legacy);
        PairSwitching switching = new PairSwitching(local, partner, nextEpoch(), from, to);
        PartnerLog.durable(events.publish(Topics.FEDERATION, switching));
        Passage.End end = new Passage.End.Unwanted();
        try {
            end = passage.through(
                    whileHeld(switching, gateways, forced), Instant.now().plus(holdLimit));
        } finally {
            boolean passed = end instanceof Passage.End.Passed;
            PartnerLog.durable(events.publish(
                    Topics.FEDERATION,
                    new PairSwitched(
                            local,
                            partner,
                            switching.epoch(),
                            passed ? to : from,
                            passed ? null : reason(end),
                            passage.waited())));
        }
        awaitKnown(switching.epoch());
        LOG.infof(
                "pair switched local=%s partner=%s from=%s to=%s outcome=%s waited=%s",
                local, partner, from.side(), to.side(), end, passage.waited());
        return end instanceof Passage.End.Passed ? null : reason(end);
    }

    /// Ends a switch that another gateway had begun, as if it had not.
    void putBack(PairSwitching begun) throws InterruptedException, TimeoutException {
        long epoch = nextEpoch();
        PartnerLog.durable(events.publish(
                Topics.FEDERATION,
                new PairSwitched(
                        local, partner, epoch, begun.from(), "the gateway that had begun it is gone", List.of())));
        awaitKnown(epoch);
    }

    // before that it would look as if the switch were still under way
    private void awaitKnown(long epoch) throws InterruptedException, TimeoutException {
        boolean known = signal.await(
                () -> switch (ways.last(local, partner)) {
                    case null -> true;
                    case PairSwitched switched -> switched.epoch() >= epoch;
                    case PairSwitching _ -> false;
                },
                KNOWN);
        if (!known) {
            throw new TimeoutException("the facts do not come back");
        }
    }

    private long nextEpoch() {
        var last = ways.last(local, partner);
        return Math.max(System.currentTimeMillis(), last == null ? 0 : last.epoch() + 1);
    }

    private static String reason(Passage.End end) {
        return switch (end) {
            case Passage.End.Passed() -> "";
            case Passage.End.TooLate(var missing) -> missing;
            case Passage.End.Unwanted() -> "called off";
        };
    }

    private List<Gate> before(Way from) {
        List<Gate> gates = new ArrayList<>();
        for (Direction each : directions(from)) {
            gates.add(paths.lag(each));
            gates.add(paths.nothingHeld(each, this::isOurs));
        }
        answer(from, "reached").ifPresent(gates::add);
        return gates;
    }

    private List<Gate> whileHeld(PairSwitching switching, Set<String> gateways, boolean forced) {
        List<Gate> gates = new ArrayList<>();
        gates.add(Gate.of("quiesced", () -> {
            List<String> missing = ways.missing(gateways, switching);
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.of("gateways that have not said so: " + String.join(", ", missing));
        }));
        if (!forced) {
            directions(switching.from()).forEach(each -> gates.add(paths.drained(each, this::isOurs)));
            answer(switching.from(), "answered").ifPresent(gates::add);
        }
        return gates;
    }

    /// Where some of the pair's stanzas go.
    private static List<Direction> directions(Way way) {
        if (way.side() == Side.Legacy) {
            return List.of(Direction.Legacy);
        }
        return way.rollout() == null ? List.of(Direction.Outbound) : List.of(Direction.Outbound, Direction.Legacy);
    }

    private Optional<Gate> answer(Way from, String name) {
        boolean old =
                directions(from).contains(Direction.Legacy) && oldWay.gateway().isPresent();
        return old
                ? Optional.of(Gate.completing(
                        name,
                        partner + " has not answered a ping that went to it by the legacy gateway",
                        () -> oldWay.ping(local, partner)))
                : Optional.empty();
    }

    private boolean isOurs(HeldStanza held) {
        return held.peer().domain().equals(partner) && held.local().domain().isWithin(local);
    }
}
