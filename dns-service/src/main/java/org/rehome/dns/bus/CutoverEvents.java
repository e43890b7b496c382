package org.rehome.dns.bus;

import java.util.List;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.CutoverState;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.cutover.Plan;

/// The public events of a step. Pure: the same step makes the same events again.
final class CutoverEvents {

    private CutoverEvents() {}

    /// @param cutover of the step, as it is now
    static List<DnsEvent> of(CutoverStep step, Cutover cutover) {
        Plan plan = cutover.plan();
        String id = plan.id().toString();
        return switch (step) {
            case CutoverStep.Planned planned ->
                List.of(new DnsEvent.CutoverPlanned(
                        id, plan.domain(), plan.hash(), plan.before(), plan.after(), planned.forced()));
            case CutoverStep.Applied _ ->
                List.of(new DnsEvent.RecordsChanged(
                        id, plan.domain(), plan.zone().text(), plan.generation(), plan.after()));
            case CutoverStep.Verified verified ->
                List.of(new DnsEvent.CutoverVerified(id, plan.domain(), verified.servers()));
            case CutoverStep.RolledBack back -> rolledBack(back, cutover);
            case CutoverStep.Completed _ -> List.of(new DnsEvent.CutoverCompleted(id, plan.domain()));
            case CutoverStep.Sending _, CutoverStep.Unverified _, CutoverStep.RollingBack _ -> List.of();
        };
    }

    private static List<DnsEvent> rolledBack(CutoverStep.RolledBack back, Cutover cutover) {
        Plan plan = cutover.plan();
        String id = plan.id().toString();
        String reason = back.forced() == null
                ? back.reason()
                : (back.reason() == null ? "" : back.reason() + "; ") + "forced: " + back.forced();
        DnsEvent rolledBack = new DnsEvent.CutoverRolledBack(id, plan.domain(), reason);
        boolean changed = cutover.state() instanceof CutoverState.RolledBack state && state.changed();
        return changed
                ? List.of(
                        new DnsEvent.RecordsChanged(
                                id, plan.domain(), plan.zone().text(), plan.generation() + 1, plan.restored()),
                        rolledBack)
                : List.of(rolledBack);
    }
}
