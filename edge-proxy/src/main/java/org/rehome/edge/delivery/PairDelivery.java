package org.rehome.edge.delivery;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// Delivers the stanzas of one domain pair, in order, each until it is settled: confirmed by a barrier, or returned to
/// its sender. What is uncertain is sent once more. Blocks; one virtual thread at a time uses it.
public final class PairDelivery {
    private static final Duration LOOK_UP = Duration.ofMillis(200);

    private final DomainPair pair;
    private final Partners partners;
    private final PairPath path;
    private final Returns returns;
    private final DeliveryListener listener;
    private final DeliveryLimits limits;
    private final InstantSource clock;
    private @Nullable Instant outOfReachSince;

    /// Whoever waits for the stanzas to be settled.
    public interface Progress {
        /// The first so many are settled.
        void settled(int count);

        /// True when delivery is to stop after what is in flight.
        boolean stopping();
    }

    public PairDelivery(
            DomainPair pair,
            Partners partners,
            PairPath path,
            Returns returns,
            DeliveryListener listener,
            DeliveryLimits limits,
            InstantSource clock) {
        this.pair = pair;
        this.partners = partners;
        this.path = path;
        this.returns = returns;
        this.listener = listener;
        this.limits = limits;
        this.clock = clock;
    }

    /// Returns when every stanza is settled, or earlier when it is to stop.
    public void deliver(List<LaneStanza> stanzas, Progress progress) throws InterruptedException {
        int settled = 0;
        while (settled < stanzas.size() && !progress.stopping()) {
            List<LaneStanza> rest = stanzas.subList(settled, stanzas.size());
            settled += deliverSome(rest, progress);
            progress.settled(settled);
        }
    }

    /// @return how many were settled
    private int deliverSome(List<LaneStanza> rest, Progress progress) throws InterruptedException {
        Standing standing =
                partners.find(pair.partner()).map(KnownPartner::standing).orElse(Standing.LEGACY);
        return switch (standing) {
            case LEGACY ->
                giveBack(rest.subList(0, 1), ReturnReason.PARTNER_NOT_ENABLED, pair.partner() + " is not enabled");
            case PAUSED -> {
                Thread.sleep(LOOK_UP);
                yield giveBackImpatient(rest, ReturnReason.PARTNER_PAUSED, "paused");
            }
            case ENABLED -> overStream(rest, progress);
        };
    }

    private int overStream(List<LaneStanza> rest, Progress progress) throws InterruptedException {
        Optional<Establishment> establishment = path.establish(LOOK_UP);
        if (establishment.isEmpty()) {
            // an attempt is under way, or a pause before the next one
            return giveBackImpatient(rest, ReturnReason.PARTNER_UNREACHABLE, "no stream yet");
        }
        return switch (establishment.get()) {
            case Establishment.Established(var stream) -> {
                outOfReachSince = null;
                yield deliverWindow(stream, window(rest), progress);
            }
            case Establishment.NotFound(var why) -> giveBackImpatient(rest, ReturnReason.PARTNER_NOT_FOUND, why);
            case Establishment.NoStream(var why) -> giveBackImpatient(rest, ReturnReason.PARTNER_UNREACHABLE, why);
            case Establishment.Rejected(var why) -> giveBackImpatient(rest, ReturnReason.DIALBACK_INVALID, why);
        };
    }

    private static List<LaneStanza> window(List<LaneStanza> rest) {
        int count = 0;
        int bytes = 0;
        while (count < rest.size()
                && count < DeliveryLimits.WINDOW_STANZAS
                && (count == 0 || bytes + rest.get(count).xml().length <= DeliveryLimits.WINDOW_BYTES)) {
            bytes += rest.get(count).xml().length;
            count++;
        }
        return rest.subList(0, count);
    }

    private int deliverWindow(StanzaStream first, List<LaneStanza> window, Progress progress)
            throws InterruptedException {
        if (crossed(first, window)) {
            return window.size();
        }
        listener.uncertain(pair, window.size());
        Optional<StanzaStream> second = nextStream(progress);
        if (second.isEmpty()) {
            return progress.stopping()
                    ? 0
                    : giveBack(window, ReturnReason.UNCONFIRMED, "sent once, not confirmed, then out of reach");
        }
        return crossed(second.get(), window)
                ? window.size()
                : giveBack(window, ReturnReason.UNCONFIRMED, "sent twice, not confirmed");
    }

    private boolean crossed(StanzaStream stream, List<LaneStanza> window) throws InterruptedException {
        Passage passage = path.send(stream, window);
        listener.barrier(passage);
        switch (passage) {
            case ANSWERED -> {
                stream.confirmed(window.size());
                listener.delivered(pair, window.size());
                return true;
            }
            case UNANSWERED -> {
                stream.end(
                        StreamErrorCondition.CONNECTION_TIMEOUT,
                        "a ping went unanswered for " + limits.barrier().toSeconds() + " s");
                // until then it would be taken for the next stream
                path.awaitEnd(stream);
            }
            case STREAM_ENDED -> {
                // nothing is left to be closed
            }
        }
        return false;
    }

    /// The next stream of the pair, as long as patience lasts.
    private Optional<StanzaStream> nextStream(Progress progress) throws InterruptedException {
        Instant until = clock.instant().plus(limits.returnAfter());
        while (!progress.stopping() && clock.instant().isBefore(until)) {
            if (path.establish(LOOK_UP).orElse(null) instanceof Establishment.Established(var stream)) {
                return Optional.of(stream);
            }
            if (partners.find(pair.partner()).filter(KnownPartner::admitted).isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /// Returns those at the front that have waited long enough.
    private int giveBackImpatient(List<LaneStanza> rest, ReturnReason reason, String detail)
            throws InterruptedException {
        Instant now = clock.instant();
        Instant since = outOfReachSince;
        if (since == null) {
            outOfReachSince = now;
            return 0;
        }
        if (now.isBefore(since.plus(limits.leastPatience()))) {
            return 0;
        }
        int count = 0;
        while (count < rest.size() && !now.isBefore(rest.get(count).receivedAt().plus(limits.returnAfter()))) {
            count++;
        }
        return giveBack(rest.subList(0, count), reason, detail);
    }

    private int giveBack(List<LaneStanza> stanzas, ReturnReason reason, String detail) throws InterruptedException {
        for (LaneStanza each : stanzas) {
            returns.toSender(each, reason, detail);
            listener.returned(pair, reason);
        }
        if (!stanzas.isEmpty() && reason != ReturnReason.PARTNER_PAUSED) {
            listener.outOfReach(pair, reason.wire() + ": " + detail);
        }
        return stanzas.size();
    }
}
