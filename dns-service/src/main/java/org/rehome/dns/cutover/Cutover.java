package org.rehome.dns.cutover;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A plan and where it is. Made from its steps alone, so that the journal is all that there is to know.
///
/// @param version rises with each step
/// @param changedAt the time of the last step
public record Cutover(
        Plan plan,
        Precheck precheck,
        @Nullable String forced,
        Instant plannedAt,
        CutoverState state,
        Instant changedAt,
        long version) {

    public static Cutover of(CutoverStep.Planned planned) {
        return new Cutover(
                planned.plan(),
                planned.precheck(),
                planned.forced(),
                planned.at(),
                new CutoverState.Planned(false),
                planned.at(),
                1);
    }

    /// True from the moment when records may have changed until it is completed or rolled back.
    public boolean inFlight() {
        return switch (state) {
            case CutoverState.Planned(var sent) -> sent;
            case CutoverState.Applied _, CutoverState.Verified _ -> true;
            case CutoverState.Completed _, CutoverState.RolledBack _ -> false;
        };
    }

    /// @throws IllegalStateException when the step does not follow on the state: the caller did not ask the state
    public Cutover on(CutoverStep step) {
        CutoverState next =
                switch (state) {
                    case CutoverState.Planned planned -> from(planned, step);
                    case CutoverState.Applied applied -> from(applied, step);
                    case CutoverState.Verified verified -> from(verified, step);
                    case CutoverState.Completed _, CutoverState.RolledBack _ -> throw illegal(step);
                };
        return new Cutover(plan, precheck, forced, plannedAt, next, step.at(), version + 1);
    }

    private CutoverState from(CutoverState.Planned planned, CutoverStep step) {
        return switch (step) {
            case CutoverStep.Sending _ -> new CutoverState.Planned(true);
            case CutoverStep.Applied(var _, var at, var serial) -> planned.applied(at, serial);
            case CutoverStep.RollingBack _ -> planned;
            case CutoverStep.RolledBack(var _, var at, var reason, var _) -> planned.rolledBack(at, reason);
            case CutoverStep.Planned _, CutoverStep.Verified _, CutoverStep.Unverified _, CutoverStep.Completed _ ->
                throw illegal(step);
        };
    }

    private CutoverState from(CutoverState.Applied applied, CutoverStep step) {
        return switch (step) {
            case CutoverStep.Verified(var _, var at, var servers) -> applied.verified(at, servers);
            case CutoverStep.RollingBack _ -> applied;
            case CutoverStep.RolledBack(var _, var at, var reason, var _) -> applied.rolledBack(at, reason);
            case CutoverStep.Planned _,
                    CutoverStep.Sending _,
                    CutoverStep.Applied _,
                    CutoverStep.Unverified _,
                    CutoverStep.Completed _ -> throw illegal(step);
        };
    }

    private CutoverState from(CutoverState.Verified verified, CutoverStep step) {
        return switch (step) {
            case CutoverStep.Unverified _ -> verified.unverified();
            case CutoverStep.Completed(var _, var at) -> verified.completed(at);
            case CutoverStep.RollingBack _ -> verified;
            case CutoverStep.RolledBack(var _, var at, var reason, var _) -> verified.rolledBack(at, reason);
            case CutoverStep.Planned _, CutoverStep.Sending _, CutoverStep.Applied _, CutoverStep.Verified _ ->
                throw illegal(step);
        };
    }

    private IllegalStateException illegal(CutoverStep step) {
        return new IllegalStateException("cut-over " + plan.id() + " is " + state.name() + ", no "
                + step.getClass().getSimpleName() + " can follow");
    }
}
