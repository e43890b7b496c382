package org.rehome.dns.zone;

import org.rehome.dns.cutover.Plan;
import org.rehome.dns.cutover.Precheck;

/// Tries on the primary, before anybody trusts it with a cut-over, that the key signs, that it may change what the
/// plan changes, and that a prerequisite that does not hold stops an update.
public final class Checks {
    private final Primary primary;

    public Checks(Primary primary) {
        this.primary = primary;
    }

    /// What came of it.
    public sealed interface Checked {
        record Passed(Precheck precheck) implements Checked {}

        /// @param precondition what is missing, one word
        record Failed(String precondition, String reason) implements Checked {}

        record Silent(String reason) implements Checked {}
    }

    public Checked run(Plan plan, long serial) {
        return switch (primary.send(plan.rehearsal())) {
            case UpdateOutcome.Accepted _ -> prerequisites(plan, serial);
            case UpdateOutcome.NotMet(var rcode, var _) ->
                new Checked.Failed("records", "the records changed while they were read (" + rcode + "): plan again");
            case UpdateOutcome.Refused(var rcode, var hint) -> refused(rcode, hint);
            case UpdateOutcome.Unreachable(var reason) -> silent(reason);
            case UpdateOutcome.Unknown(var reason) -> silent(reason);
        };
    }

    private Checked prerequisites(Plan plan, long serial) {
        return switch (primary.send(plan.staleUpdate())) {
            case UpdateOutcome.NotMet(var _, var skew) ->
                new Checked.Passed(new Precheck(primary.address().toString(), serial, skew));
            case UpdateOutcome.Accepted _ -> {
                primary.send(plan.scratchRemoval());
                yield new Checked.Failed(
                        "prerequisites",
                        "server " + primary.address() + " ignores the prerequisites of updates (RFC 2136 §2.4):"
                                + " a cut-over could overwrite the changes of others");
            }
            case UpdateOutcome.Refused(var rcode, var hint) -> refused(rcode, hint);
            case UpdateOutcome.Unreachable(var reason) -> silent(reason);
            case UpdateOutcome.Unknown(var reason) -> silent(reason);
        };
    }

    private Checked refused(String rcode, String hint) {
        return new Checked.Failed(
                "update", "server " + primary.address() + " refuses the update with " + rcode + ": " + hint);
    }

    private Checked silent(String reason) {
        return new Checked.Silent("server " + primary.address() + " does not answer the update: " + reason);
    }
}
