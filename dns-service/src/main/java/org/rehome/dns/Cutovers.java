package org.rehome.dns;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.CutoverState;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.cutover.FederationView;
import org.rehome.dns.cutover.Matrix;
import org.rehome.dns.cutover.Plan;
import org.rehome.dns.cutover.Planner;
import org.rehome.dns.cutover.Precheck;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.store.Registry;
import org.rehome.dns.zone.Checks;
import org.rehome.dns.zone.Primary;
import org.rehome.dns.zone.Verification;

/// What each order of an operator does: plan, apply, verify, roll back, complete. Orders for one domain are done one
/// after the other. Every step is in the journal before its effect is told, and the intent to change records before
/// they are changed; so after a crash the same order again finds out what became of the first one.
public final class Cutovers {
    private static final Logger LOG = Logger.getLogger(Cutovers.class);

    private final Registry registry;
    private final Primary primary;
    private final Verification verification;
    private final Changes changes;
    private final Supplier<FederationView> federation;
    private final Map<Domain, ReentrantLock> locks = new ConcurrentHashMap<>();

    public Cutovers(
            Registry registry, Primary primary, Verification verification, Supplier<FederationView> federation) {
        this.registry = registry;
        this.primary = primary;
        this.verification = verification;
        this.changes = new Changes(registry, primary);
        this.federation = federation;
    }

    /// Plans the change from what the primary answers now to the desired records, and tries what can be tried
    /// without changing anything.
    ///
    /// @param force true to plan although a precondition of the other services is missing; it is recorded
    public CutoverResult plan(Domain domain, boolean force) throws IOException {
        Optional<Registry.Desired> desired = registry.desired(domain);
        if (desired.isEmpty()) {
            return new CutoverResult.Refused(
                    "records", "the records of " + domain + " are not known: PUT /domains/" + domain);
        }
        return locked(domain, () -> {
            Optional<Cutover> other = inFlight(domain);
            if (other.isPresent()) {
                return new CutoverResult.Conflict(describe(other.get()) + ": complete it or roll it back first");
            }
            return plan(desired.get().records(), force);
        });
    }

    private CutoverResult plan(DesiredRecords desired, boolean force) throws IOException {
        FederationView view = federation.get();
        if (!view.known() && !force) {
            return new CutoverResult.Unavailable(
                    "the state of partners and edges is not known yet: wait until the service is ready");
        }
        List<FederationView.Missing> missing = view.missing(desired);
        if (!missing.isEmpty() && !force) {
            FederationView.Missing first = missing.getFirst();
            return new CutoverResult.Refused(first.precondition(), first.reason() + "; or use force");
        }
        String forced = missing.isEmpty()
                ? null
                : missing.stream().map(FederationView.Missing::precondition).collect(Collectors.joining(", "));
        return switch (primary.serial(desired.zone())) {
            case Primary.Reading.Read<Long>(var serial) -> plan(desired, view, serial, forced);
            case Primary.Reading.Unfit<Long>(var reason) -> new CutoverResult.Refused("primary", reason);
            case Primary.Reading.Silent<Long>(var reason) -> new CutoverResult.ServerFailed(reason);
        };
    }

    private CutoverResult plan(DesiredRecords desired, FederationView view, long serial, @Nullable String forced)
            throws IOException {
        Map<RecordKey, RecordSet> present;
        switch (primary.read(Planner.toRead(desired))) {
            case Primary.Reading.Read<Map<RecordKey, RecordSet>>(var read) -> present = read;
            case Primary.Reading.Unfit<Map<RecordKey, RecordSet>>(var reason) -> {
                return new CutoverResult.Refused("primary", reason);
            }
            case Primary.Reading.Silent<Map<RecordKey, RecordSet>>(var reason) -> {
                return new CutoverResult.ServerFailed(reason);
            }
        }
        return switch (Planner.plan(UUID.randomUUID(), desired, present, view.warnings(desired))) {
            case Planner.Planned.Refused(var precondition, var reason) ->
                new CutoverResult.Refused(precondition, reason);
            case Planner.Planned.Made(var plan) -> check(plan, serial, forced);
        };
    }

    private CutoverResult check(Plan plan, long serial, @Nullable String forced) throws IOException {
        return switch (new Checks(primary).run(plan, serial)) {
            case Checks.Checked.Passed(Precheck precheck) -> {
                Cutover planned = registry.add(new CutoverStep.Planned(plan, precheck, forced, Instant.now()));
                LOG.infof("cut-over planned local=%s zone=%s cutover=%s", plan.domain(), plan.zone(), plan.id());
                yield new CutoverResult.Done(planned);
            }
            case Checks.Checked.Failed(var precondition, var reason) -> new CutoverResult.Refused(precondition, reason);
            case Checks.Checked.Silent(var reason) -> new CutoverResult.ServerFailed(reason);
        };
    }

    /// Changes the records, if the hash is that of the plan. What was applied before is not applied again.
    public CutoverResult apply(Cutover known, String hash) throws IOException {
        return locked(known.plan().domain(), () -> {
            Cutover cutover = current(known);
            if (!cutover.plan().hash().equals(hash)) {
                return new CutoverResult.Conflict("the hash is not that of the plan: review the plan of "
                        + cutover.plan().id() + ", whose hash is "
                        + cutover.plan().hash());
            }
            return switch (cutover.state()) {
                case CutoverState.Planned _ -> applyPlanned(cutover);
                case CutoverState.Applied _, CutoverState.Verified _, CutoverState.Completed _ ->
                    new CutoverResult.Done(cutover);
                case CutoverState.RolledBack _ -> new CutoverResult.Conflict(describe(cutover) + ": make a new plan");
            };
        });
    }

    private CutoverResult applyPlanned(Cutover cutover) throws IOException {
        Optional<Cutover> other = inFlight(cutover.plan().domain())
                .filter(each -> !each.plan().id().equals(cutover.plan().id()));
        return other.isPresent()
                ? new CutoverResult.Conflict(describe(other.get()) + ": complete it or roll it back first")
                : changes.apply(cutover);
    }

    /// Asks all servers now. When all agree, an applied cut-over is verified; when they no longer do, a verified one
    /// is only applied.
    public CutoverResult verify(Cutover known) throws IOException, InterruptedException {
        Matrix matrix = verification.run(current(known));
        return locked(known.plan().domain(), () -> {
            Cutover cutover = current(known);
            CutoverState state = cutover.state();
            // the answers are of another state when an order came in between
            if (state.equals(known.state()) && state instanceof CutoverState.Applied && matrix.verified()) {
                cutover = registry.add(new CutoverStep.Verified(cutover.plan().id(), Instant.now(), matrix.servers()));
                LOG.infof(
                        "cut-over verified local=%s cutover=%s",
                        cutover.plan().domain(), cutover.plan().id());
            } else if (state instanceof CutoverState.Verified && !matrix.verified()) {
                String reason = matrix.open().getFirst().toString();
                cutover = registry.add(new CutoverStep.Unverified(cutover.plan().id(), Instant.now(), reason));
            }
            return new CutoverResult.Compared(cutover, matrix);
        });
    }

    /// Restores what was there before the cut-over.
    ///
    /// @param force true to overwrite what somebody else has changed since; what is overwritten is recorded
    public CutoverResult rollback(Cutover known, boolean force, @Nullable String reason) throws IOException {
        return locked(known.plan().domain(), () -> {
            Cutover cutover = current(known);
            return switch (cutover.state()) {
                case CutoverState.Planned(var sent) -> changes.withdraw(cutover, sent, force, reason);
                case CutoverState.Applied _, CutoverState.Verified _ -> changes.rollback(cutover, force, reason);
                case CutoverState.RolledBack _ -> new CutoverResult.Done(cutover);
                case CutoverState.Completed _ ->
                    new CutoverResult.Conflict(describe(cutover)
                            + ": the way back is a new cut-over, PUT /domains/"
                            + cutover.plan().domain()
                            + " with the old servers and plan again");
            };
        });
    }

    /// Ends a cut-over that was verified. Changes no records.
    public CutoverResult complete(Cutover known) throws IOException {
        return locked(known.plan().domain(), () -> {
            Cutover cutover = current(known);
            return switch (cutover.state()) {
                case CutoverState.Verified _ -> {
                    LOG.infof(
                            "cut-over completed local=%s cutover=%s",
                            cutover.plan().domain(), cutover.plan().id());
                    yield new CutoverResult.Done(registry.add(
                            new CutoverStep.Completed(cutover.plan().id(), Instant.now())));
                }
                case CutoverState.Completed _ -> new CutoverResult.Done(cutover);
                case CutoverState.Planned _, CutoverState.Applied _ ->
                    new CutoverResult.Refused("verified", describe(cutover) + ", not verified: verify it first");
                case CutoverState.RolledBack _ -> new CutoverResult.Conflict(describe(cutover));
            };
        });
    }

    private Cutover current(Cutover known) {
        return registry.cutover(known.plan().id()).orElseThrow();
    }

    private Optional<Cutover> inFlight(Domain domain) {
        List<Cutover> found = new ArrayList<>(registry.cutovers());
        found.removeIf(each -> !each.plan().domain().equals(domain) || !each.inFlight());
        return found.stream().findFirst();
    }

    private static String describe(Cutover cutover) {
        return "cut-over " + cutover.plan().id() + " of " + cutover.plan().domain() + " is "
                + cutover.state().name();
    }

    @FunctionalInterface
    private interface Order {
        CutoverResult carryOut() throws IOException;
    }

    private CutoverResult locked(Domain domain, Order order) throws IOException {
        ReentrantLock lock = locks.computeIfAbsent(domain, _ -> new ReentrantLock());
        lock.lock();
        try {
            return order.carryOut();
        } finally {
            lock.unlock();
        }
    }
}
