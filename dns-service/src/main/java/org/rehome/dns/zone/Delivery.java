package org.rehome.dns.zone;

import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.rehome.dns.cutover.Answer;
import org.rehome.dns.cutover.Fence;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.RecordKey;

/// Sends an update until it is known what became of it. When no answer comes the fence tells: our operation there
/// means that the update was done. It is sent again at most once, which cannot do it twice, since the fence is one of
/// its prerequisites.
public final class Delivery {
    private static final Logger LOG = Logger.getLogger(Delivery.class);
    private static final int ATTEMPTS = 2;

    private final Primary primary;

    public Delivery(Primary primary) {
        this.primary = primary;
    }

    /// What became of the update.
    public sealed interface Delivered {
        record Done() implements Delivered {}

        /// A prerequisite does not hold, and the last update was not this one.
        record NotMet(String rcode) implements Delivered {}

        record Refused(String reason) implements Delivered {}

        /// It was not done.
        record Unreachable(String reason) implements Delivered {}

        /// It may have been done, and may still be.
        record Unknown(String reason) implements Delivered {}
    }

    /// @param fence the fence's key
    /// @param op that the update writes into the fence
    public Delivered deliver(ZoneUpdate update, RecordKey fence, UUID op) {
        String reason = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            switch (primary.send(update)) {
                case UpdateOutcome.Accepted _ -> {
                    return new Delivered.Done();
                }
                case UpdateOutcome.NotMet(var rcode, var _) -> {
                    return wrote(fence, op) ? new Delivered.Done() : new Delivered.NotMet(rcode);
                }
                case UpdateOutcome.Refused(var rcode, var hint) -> {
                    return new Delivered.Refused(
                            "server " + primary.address() + " refuses the update with " + rcode + ": " + hint);
                }
                case UpdateOutcome.Unreachable(var why) -> {
                    // an attempt before this one may have arrived
                    return attempt == 1
                            ? new Delivered.Unreachable(notAnswered(why))
                            : new Delivered.Unknown(notAnswered(reason + ", then " + why));
                }
                case UpdateOutcome.Unknown(var why) -> {
                    LOG.warnf("update not answered zone=%s attempt=%d error=%s", update.zone(), attempt, why);
                    if (wrote(fence, op)) {
                        return new Delivered.Done();
                    }
                    reason = why;
                }
            }
        }
        return new Delivered.Unknown(notAnswered(reason));
    }

    private String notAnswered(String reason) {
        return "server " + primary.address() + " does not answer the update: " + reason;
    }

    private boolean wrote(RecordKey fence, UUID op) {
        return read(fence).map(found -> found.op().equals(op)).orElse(false);
    }

    /// The fence that is there; empty when there is none, it is not ours to read, or no answer comes.
    public Optional<Fence> read(RecordKey fence) {
        return primary.question().ask(fence) instanceof Answer.Found found && found.set() != null
                ? Fence.read(found.set())
                : Optional.empty();
    }
}
