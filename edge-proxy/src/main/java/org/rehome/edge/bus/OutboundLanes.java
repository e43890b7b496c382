package org.rehome.edge.bus;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.HeldOrders;
import org.rehome.backbone.lane.LaneHandler;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.backbone.lane.Verdict;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.delivery.DeliveryLimits;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Establishment;
import org.rehome.edge.delivery.ReturnReason;
import org.rehome.edge.delivery.Returns;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;
import org.rehome.xmpp.stanza.DelayedDelivery;

/// Decides about the outbound lanes of the partitions that are ours: whether a stanza goes out on its
/// pair's stream, has to wait for one, or goes back to its sender.
public final class OutboundLanes implements LaneHandler {
    private final Partners partners;
    private final HeldOrders orders;
    private final PairWays ways;
    private final Returns returns;
    private final DeliveryListener listener;
    private final DeliveryLimits limits;
    private final InstantSource clock;
    private final ToIntFunction<String> partitionOf;
    private final Consumer<DomainPair> given;

    /// @param orders what operators have ordered about stanzas that are held
    /// @param partitionOf the partition of a lane
    /// @param given told of each pair that is another edge's from now on
    public OutboundLanes(
            Partners partners,
            HeldOrders orders,
            PairWays ways,
            Returns returns,
            DeliveryListener listener,
            DeliveryLimits limits,
            InstantSource clock,
            ToIntFunction<String> partitionOf,
            Consumer<DomainPair> given) {
        this.partners = partners;
        this.orders = orders;
        this.ways = ways;
        this.returns = returns;
        this.listener = listener;
        this.limits = limits;
        this.clock = clock;
        this.partitionOf = partitionOf;
        this.given = given;
    }

    @Override
    public void assigned(int partition, boolean handedOver) {
        // the edge has its facts before it takes lanes, and a pair's streams of another edge end by themselves
    }

    @Override
    public Verdict decide(LaneStanza stanza, Duration held) {
        DomainPair pair = pair(stanza);
        Standing standing =
                partners.find(pair.partner()).map(KnownPartner::standing).orElse(Standing.LEGACY);
        return switch (standing) {
            case LEGACY -> giveBack(ReturnReason.PARTNER_NOT_ENABLED, pair.partner() + " is not enabled");
            case PAUSED ->
                order(stanza, pair) instanceof HeldReleaseOrdered
                        ? overStream(pair, stanza, held)
                        : hold(pair, stanza, held, ReturnReason.PARTNER_PAUSED, "paused");
            case ENTERING, ENABLED, LEAVING -> overStream(pair, stanza, held);
        };
    }

    private @Nullable HeldOrder order(LaneStanza stanza, DomainPair pair) {
        Domain partner = partners.find(pair.partner())
                .map(known -> known.settings().domain())
                .orElse(null);
        return orders.on(Direction.Outbound, stanza.lane(), partner, stanza.receivedAt())
                .orElse(null);
    }

    private Verdict overStream(DomainPair pair, LaneStanza stanza, Duration held) {
        Optional<LaneStream> stream = ways.stream(pair);
        if (stream.isPresent()) {
            long most = ways.maxBytes(pair);
            return stanza.xml().length <= most
                    ? new Verdict.Deliver(stream.get())
                    : giveBack(ReturnReason.STANZA_TOO_LARGE, pair.partner() + " takes at most " + most + " bytes");
        }
        return switch (ways.failure(pair).orElse(null)) {
            case null -> hold(pair, stanza, held, ReturnReason.PARTNER_UNREACHABLE, "no stream yet");
            case Establishment.Established _ ->
                hold(pair, stanza, held, ReturnReason.PARTNER_UNREACHABLE, "no stream yet");
            case Establishment.NotFound(var why) -> hold(pair, stanza, held, ReturnReason.PARTNER_NOT_FOUND, why);
            case Establishment.NoStream(var why) -> hold(pair, stanza, held, ReturnReason.PARTNER_UNREACHABLE, why);
            case Establishment.Rejected(var why) -> hold(pair, stanza, held, ReturnReason.DIALBACK_INVALID, why);
        };
    }

    /// Waits as long as patience lasts: from the moment that it was read, and for a while here at least. An operator
    /// may end it before.
    private Verdict hold(DomainPair pair, LaneStanza stanza, Duration held, ReturnReason reason, String detail) {
        if (order(stanza, pair) instanceof HeldReturnOrdered) {
            return giveBack(ReturnReason.OPERATOR, "returned before its time");
        }
        boolean patient = held.compareTo(limits.leastPatience()) < 0
                || clock.instant().isBefore(stanza.receivedAt().plus(limits.returnAfter()));
        return patient ? new Verdict.Wait(reason.wire()) : giveBack(reason, detail);
    }

    @Override
    public Verdict unconfirmed(LaneStanza stanza) {
        return giveBack(ReturnReason.UNCONFIRMED, "sent twice, not confirmed");
    }

    private Verdict giveBack(ReturnReason reason, String detail) {
        return new Verdict.Return(
                reason.wire(), Topics.STANZAS_INBOUND, stanza -> returns.error(stanza, reason, detail));
    }

    @Override
    public void revoked(int partition) {
        for (DomainPair pair : ways.pairs()) {
            if (partitionOf.applyAsInt(pair.lane()) == partition) {
                ways.forget(pair);
                given.accept(pair);
            }
        }
    }

    @Override
    public Domain partner(LaneStanza stanza) {
        return stanza.to().domain();
    }

    /// The pool whose capture stream has brought it: `gateway-1/new/capture/partner.test`. An error of ours came
    /// on none.
    @Override
    public @Nullable String pool(LaneStanza stanza, LaneStream stream) {
        String[] parts = stanza.stream().split("/", 4);
        return parts.length == 4 && parts[2].equals("capture") ? parts[1] : null;
    }

    @Override
    public void delivered(List<LaneStanza> stanzas) {
        byPair(stanzas).forEach(listener::delivered);
    }

    @Override
    public void returned(LaneStanza stanza, String reason) {
        ReturnReason why = ReturnReason.ofWire(reason);
        DomainPair pair = pair(stanza);
        listener.returned(pair, why);
        switch (why) {
            // of who was not asked, or not to the end, nothing is known
            case PARTNER_PAUSED, OPERATOR, STANZA_TOO_LARGE -> {}
            case PARTNER_NOT_FOUND, PARTNER_UNREACHABLE, DIALBACK_INVALID, UNCONFIRMED, PARTNER_NOT_ENABLED ->
                listener.outOfReach(pair, reason);
        }
    }

    @Override
    public void dropped(LaneStanza stanza, String reason) {
        returned(stanza, reason);
    }

    @Override
    public void uncertain(List<LaneStanza> stanzas, String reason) {
        byPair(stanzas).forEach(listener::uncertain);
    }

    /// With the time at which it was read (XEP-0198 §4, XEP-0203), where the partner takes so many bytes.
    @Override
    public LaneStanza sentAgain(LaneStanza stanza) {
        listener.sentAgain();
        byte[] stamped = DelayedDelivery.stamp(stanza, stanza.from().domain());
        return stamped.length <= ways.maxBytes(pair(stanza)) ? stanza.with(stamped) : stanza;
    }

    @Override
    public void deferred(List<LaneStanza> stanzas) {
        byPair(stanzas).forEach(listener::deferred);
    }

    private static Map<DomainPair, Integer> byPair(List<LaneStanza> stanzas) {
        return stanzas.stream().collect(Collectors.toMap(OutboundLanes::pair, each -> 1, Integer::sum));
    }

    /// The lane's key names the pair; of a record that somebody else wrote without one, its addresses do.
    private static DomainPair pair(LaneStanza stanza) {
        int mark = stanza.lane().indexOf('>');
        try {
            return new DomainPair(
                    Domain.parse(stanza.lane().substring(0, Math.max(0, mark))),
                    Domain.parse(stanza.lane().substring(mark + 1)));
        } catch (InvalidAddress e) {
            return new DomainPair(stanza.from().domain(), stanza.to().domain());
        }
    }
}
