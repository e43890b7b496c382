package org.rehome.gateway.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.backbone.ledger.Ledger;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.PairEvent;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.PartnerSwitching;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Stage;
import org.rehome.contracts.event.FederationEvent.SwitchReported;
import org.rehome.contracts.event.FederationEvent.SwitchState;
import org.rehome.contracts.event.FederationEvent.Waited;
import org.rehome.gateway.link.Links;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.gateway.partner.PairWays;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;

/// Carries a partner's switch through its gates (docs/switches.md), to its end or, when its time is over, back.
final class PartnerSwitch {
    private static final Logger LOG = Logger.getLogger(PartnerSwitch.class);

    private final Domain partner;
    private final Knowledge known;
    private final Links links;
    private final Ledger ledger;
    private final OldWay oldWay;
    private final OldPaths paths;
    private final PartnerLog log;
    private final EventPublisher events;
    private final Signal signal;

    PartnerSwitch(
            Domain partner,
            Knowledge known,
            Links links,
            Ledger ledger,
            OldWay oldWay,
            OldPaths paths,
            PartnerLog log,
            EventPublisher events,
            Signal signal) {
        this.partner = partner;
        this.known = known;
        this.links = links;
        this.ledger = ledger;
        this.oldWay = oldWay;
        this.paths = paths;
        this.log = log;
        this.events = events;
        this.signal = signal;
    }

    /// Returns when the partner is being switched no more.
    void run() throws InterruptedException, TimeoutException {
        Optional<Lifecycle.Switching> begun = current();
        if (begun.isEmpty()) {
            return;
        }
        long version = begun.get().version();
        Side to = begun.get().event().to();
        Passage passage = new Passage(
                signal,
                () -> current().filter(now -> now.event().to() == to).isPresent(),
                missing -> report(version, to, SwitchState.Waiting, missing, List.of()));
        String missing = null;
        for (Optional<Lifecycle.Switching> now = begun; now.isPresent(); now = current()) {
            PartnerSwitching event = now.get().event();
            switch (passage.through(gates(event), event.until())) {
                case Passage.End.Passed() -> log.step(now.get(), new Step.Advance());
                case Passage.End.TooLate(var late) -> {
                    missing = late;
                    log.step(now.get(), new Step.GoBack());
                }
                case Passage.End.Unwanted() -> missing = "called off";
            }
        }
        SwitchState state = missing == null ? SwitchState.Done : SwitchState.WentBack;
        report(version, to, state, missing, passage.waited());
        LOG.infof(
                "partner switched partner=%s to=%s outcome=%s missing=%s waited=%s",
                partner, to, state, missing, passage.waited());
    }

    private Optional<Lifecycle.Switching> current() {
        return known.partners()
                .find(partner)
                .filter(Lifecycle.Switching.class::isInstance)
                .map(Lifecycle.Switching.class::cast);
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private void report(long version, Side to, SwitchState state, @Nullable String waitsFor, List<Waited> waited) {
        events.publish(Topics.FEDERATION, new SwitchReported(partner, version, to, state, waitsFor, waited));
    }

    private List<Gate> gates(PartnerSwitching event) {
        if (event.to() == Side.Edge) {
            return entering(event);
        }
        return event.stage() == Stage.Outbound ? leavingOutbound(event) : leavingInbound(event);
    }

    private List<Gate> entering(PartnerSwitching event) {
        List<Gate> gates = new ArrayList<>();
        gates.add(Gate.of("links", () -> listed("not open", links.down(event.partner()))));
        gates.add(Gate.of("ledger", this::unbalanced));
        gates.add(paths.lag(Direction.Inbound));
        gates.add(Gate.of(
                "splices",
                () -> listed(
                        "edges where connections may still be passed through",
                        known.edges().stillSpliced(partner, version()))));
        Optional<PoolName> legacy = oldWay.gateway();
        legacy.ifPresent(pool -> gates.add(Gate.completing(
                "legacy-gateway",
                "pool " + pool + " has not answered the barrier behind what was passed through",
                () -> links.barrier(pool))));
        return gates;
    }

    private List<Gate> leavingOutbound(PartnerSwitching event) {
        return List.of(
                Gate.of("ledger", this::unbalanced),
                Gate.of("outbound", () -> listed("pairs that still go by the edges", byEdges(event))));
    }

    private List<Gate> leavingInbound(PartnerSwitching event) {
        return List.of(
                Gate.of(
                        "streams",
                        () -> listed(
                                "edges where the partner's streams have not ended",
                                known.edges().stillStreaming(partner, version()))),
                paths.drained(Direction.Inbound, held -> event.partner()
                        .covers(held.peer().domain())));
    }

    private long version() {
        return known.partners().find(partner).map(Lifecycle::version).orElse(0L);
    }

    private Optional<String> unbalanced() {
        long wrong = ledger.accounts().stream()
                .filter(each -> each.difference() != 0)
                .count();
        return wrong == 0 ? Optional.empty() : Optional.of(wrong + " partitions do not balance: GET /ledger");
    }

    private List<String> byEdges(PartnerSwitching event) {
        List<Domain> domains = Partners.domains(event.partner());
        return known.ways().all().stream()
                .filter(each -> domains.contains(each.partner()))
                .filter(each ->
                        each instanceof PairSwitching || PairWays.way(each).side() == Side.Edge)
                .map(PartnerSwitch::named)
                .sorted()
                .toList();
    }

    private static String named(PairEvent event) {
        String why = event instanceof PairSwitched switched && switched.reason() != null
                ? " (" + switched.reason() + ")"
                : "";
        return PairWays.pair(event) + why;
    }

    private static Optional<String> listed(String what, List<String> missing) {
        return missing.isEmpty() ? Optional.empty() : Optional.of(what + ": " + String.join(", ", missing));
    }
}
