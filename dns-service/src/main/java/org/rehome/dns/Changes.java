package org.rehome.dns;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.cutover.Fence;
import org.rehome.dns.cutover.Plan;
import org.rehome.dns.cutover.Prerequisite;
import org.rehome.dns.cutover.Rails;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.store.Registry;
import org.rehome.dns.zone.Delivery;
import org.rehome.dns.zone.Delivery.Delivered;
import org.rehome.dns.zone.Primary;

/// The orders that change records: apply and roll back. A rollback needs the journal, the key and the primary, and
/// nothing else: no Kafka, no other service.
final class Changes {
    private static final Logger LOG = Logger.getLogger(Changes.class);

    private final Registry registry;
    private final Primary primary;
    private final Delivery delivery;

    Changes(Registry registry, Primary primary) {
        this.registry = registry;
        this.primary = primary;
        this.delivery = new Delivery(primary);
    }

    CutoverResult apply(Cutover cutover) throws IOException {
        Plan plan = cutover.plan();
        List<String> violations = Rails.violations(plan);
        if (!violations.isEmpty()) {
            return new CutoverResult.Refused("rails", String.join("; ", violations));
        }
        registry.add(new CutoverStep.Sending(plan.id(), Instant.now()));
        Delivered delivered = deliver(plan, plan.update(), plan.id());
        if (delivered instanceof Delivered.Done) {
            LOG.infof("cut-over applied local=%s zone=%s cutover=%s", plan.domain(), plan.zone(), plan.id());
            return new CutoverResult.Done(registry.add(applied(plan)));
        }
        return failed(delivered, plan, plan.update(), plan.after());
    }

    private CutoverStep.Applied applied(Plan plan) {
        long serial = primary.serial(plan.zone()) instanceof Primary.Reading.Read<Long>(var found) ? found : 0;
        return new CutoverStep.Applied(plan.id(), Instant.now(), serial);
    }

    /// Ends a plan of which no change is known. When its update was sent, a later fence makes sure that it is not
    /// done any more; when it turns out that it was done, it is rolled back.
    CutoverResult withdraw(Cutover cutover, boolean sent, boolean force, @Nullable String reason) throws IOException {
        Plan plan = cutover.plan();
        if (!sent) {
            return new CutoverResult.Done(
                    registry.add(new CutoverStep.RolledBack(plan.id(), Instant.now(), reason, null)));
        }
        Delivered delivered = deliver(plan, plan.withdrawal(), plan.inverseOp());
        Optional<Fence> fence = delivery.read(Fence.key(plan.domain()));
        if (fence.isPresent() && fence.get().op().equals(plan.id())) {
            return rollback(registry.add(applied(plan)), force, reason);
        }
        boolean overtaken = delivered instanceof Delivered.NotMet && fence.isPresent();
        if (delivered instanceof Delivered.Done || overtaken) {
            return new CutoverResult.Done(
                    registry.add(new CutoverStep.RolledBack(plan.id(), Instant.now(), reason, null)));
        }
        return failed(delivered, plan, plan.withdrawal(), plan.before());
    }

    CutoverResult rollback(Cutover cutover, boolean force, @Nullable String reason) throws IOException {
        Plan plan = cutover.plan();
        Delivered delivered = roll(plan, plan.inverse());
        if (delivered instanceof Delivered.Done) {
            return rolledBack(plan, reason, null);
        }
        if (!(delivered instanceof Delivered.NotMet) || !force) {
            return failed(delivered, plan, plan.inverse(), plan.restored());
        }
        return rollbackOver(plan, reason);
    }

    /// Overwrites what is there now, and only that: who changes it meanwhile stops it once more.
    private CutoverResult rollbackOver(Plan plan, @Nullable String reason) throws IOException {
        return switch (primary.read(plan.keys())) {
            case Primary.Reading.Read<Map<RecordKey, RecordSet>>(var found) -> {
                ZoneUpdate over = plan.inverseOver(found);
                Delivered delivered = roll(plan, over);
                yield delivered instanceof Delivered.Done
                        ? rolledBack(plan, reason, "overwrote " + String.join("; ", lines(found)))
                        : failed(delivered, plan, over, plan.restored());
            }
            case Primary.Reading.Unfit<Map<RecordKey, RecordSet>>(var why) -> new CutoverResult.ServerFailed(why);
            case Primary.Reading.Silent<Map<RecordKey, RecordSet>>(var why) -> new CutoverResult.ServerFailed(why);
        };
    }

    private Delivered roll(Plan plan, ZoneUpdate update) throws IOException {
        List<String> violations = Rails.violations(plan, update);
        if (!violations.isEmpty()) {
            return new Delivered.Refused(String.join("; ", violations));
        }
        registry.add(new CutoverStep.RollingBack(plan.id(), Instant.now(), update.script()));
        return deliver(plan, update, plan.inverseOp());
    }

    private CutoverResult rolledBack(Plan plan, @Nullable String reason, @Nullable String forced) throws IOException {
        LOG.infof("cut-over rolled back local=%s zone=%s cutover=%s", plan.domain(), plan.zone(), plan.id());
        return new CutoverResult.Done(
                registry.add(new CutoverStep.RolledBack(plan.id(), Instant.now(), reason, forced)));
    }

    private Delivered deliver(Plan plan, ZoneUpdate update, UUID op) {
        return delivery.deliver(update, Fence.key(plan.domain()), op);
    }

    private CutoverResult failed(Delivered delivered, Plan plan, ZoneUpdate update, List<String> wanted) {
        return switch (delivered) {
            case Delivered.Done _ -> throw new IllegalStateException("the update of " + plan.id() + " did not fail");
            case Delivered.NotMet(var rcode) -> drifted(plan, update, wanted, rcode);
            case Delivered.Refused(var reason) -> new CutoverResult.Refused("update", reason);
            case Delivered.Unreachable(var reason) -> new CutoverResult.ServerFailed(reason + "; nothing was changed");
            case Delivered.Unknown(var reason) ->
                new CutoverResult.ServerFailed(reason + "; it may have been done: repeat the order to find out");
        };
    }

    private CutoverResult drifted(Plan plan, ZoneUpdate update, List<String> wanted, String rcode) {
        Map<RecordKey, RecordSet> found =
                primary.read(plan.keys()) instanceof Primary.Reading.Read<Map<RecordKey, RecordSet>>(var read)
                        ? read
                        : Map.of();
        Map<RecordKey, RecordSet> expected = new TreeMap<>();
        for (Prerequisite each : update.prerequisites()) {
            if (each instanceof Prerequisite.Exactly(var set)) {
                expected.put(set.key(), set);
            }
        }
        return new CutoverResult.Drifted(
                "the records were changed by somebody else (" + rcode + "); nothing was done",
                lines(expected),
                lines(found),
                wanted);
    }

    private static List<String> lines(Map<RecordKey, RecordSet> sets) {
        List<String> lines = new ArrayList<>();
        sets.values().forEach(set -> lines.addAll(set.lines()));
        return lines;
    }
}
