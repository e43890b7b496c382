package org.rehome.gateway.hook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.RepairCounts;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.home.Homes;
import org.rehome.gateway.home.Pools;
import org.rehome.xmpp.hook.HookAnswer;
import org.rehome.xmpp.hook.HookAnswer.UserRepair;

/// Has presence said anew that may be stale: the hook of a user's pool, which knows her roster, sends probes and her
/// presence by the pool's ordinary ways. Any gateway with a link may ask, and ask again.
public final class PresenceRepair {
    private final Homes homes;
    private final Pools pools;
    private final Hooks hooks;

    /// Whom to ask about a user.
    public sealed interface Place {
        /// The hook of this pool.
        record At(PoolName pool) implements Place {}

        /// Nobody: the directory does not know her.
        record Unknown() implements Place {}

        /// Nobody now: a move tells her contacts.
        record Moving(PoolName from, PoolName to) implements Place {}

        /// Nobody: her pool has no hook.
        record NoHook(PoolName pool) implements Place {}
    }

    /// What came of it.
    public sealed interface Outcome {
        /// The hook has answered; what it says of each user.
        record Answered(List<UserRepair> users) implements Outcome {}

        /// The hook can never do it.
        record Refused(HookAnswer.Failed failed) implements Outcome {}

        /// The link is not open, or there was no answer: to be asked again.
        record Later(String reason) implements Outcome {}
    }

    /// What came of several users at a time.
    ///
    /// @param counts of those who were dealt with
    /// @param waitsFor why one of them was not; null when all were
    public record Batch(RepairCounts counts, @Nullable String waitsFor) {}

    public PresenceRepair(Homes homes, Pools pools, Hooks hooks) {
        this.homes = homes;
        this.pools = pools;
        this.hooks = hooks;
    }

    public Place place(Jid user) {
        return switch (homes.find(user).orElse(null)) {
            case null -> new Place.Unknown();
            case Home.Moving move -> new Place.Moving(move.from(), move.to());
            case Home.Homed home ->
                pools.hooked(home.pool()).isPresent() ? new Place.At(home.pool()) : new Place.NoHook(home.pool());
        };
    }

    /// True when at least one pool can be asked.
    public boolean isPossible() {
        return pools.all().stream().map(PoolRegistered::link).anyMatch(link -> link.hooked());
    }

    /// Asks a pool's hook, and waits for its answer.
    ///
    /// @param domains of the contacts; empty: all
    public Outcome ask(PoolName pool, List<Jid> users, List<Domain> domains) throws InterruptedException {
        try {
            return switch (hooks.ask(pool, "repair", (requests, id) -> requests.repair(id, users, domains))
                    .get()) {
                case HookAnswer.Result result -> new Outcome.Answered(HookAnswer.repairs(result.payload()));
                case HookAnswer.Failed failed ->
                    isFinal(failed) ? new Outcome.Refused(failed) : new Outcome.Later(failed.reason());
            };
        } catch (ExecutionException | CancellationException e) {
            String reason = e.getCause() == null ? null : e.getCause().getMessage();
            return new Outcome.Later(
                    "the hook of pool " + pool + " does not answer" + (reason == null ? "" : ": " + reason));
        } catch (IllegalArgumentException e) {
            return new Outcome.Refused(new HookAnswer.Failed("bad-request", "its answer: " + e.getMessage()));
        }
    }

    // an older hook does not know the request
    private static boolean isFinal(HookAnswer.Failed failed) {
        return UserRequests.isFinal(failed) || failed.condition().equals("service-unavailable");
    }

    /// Asks about several users, wherever they live.
    public Batch all(List<Jid> users, List<Domain> domains) throws InterruptedException {
        Map<PoolName, List<Jid>> byPool = new TreeMap<>();
        RepairCounts counts = new RepairCounts(0, 0, 0, 0);
        for (Jid user : users) {
            switch (place(user)) {
                case Place.At(PoolName pool) ->
                    byPool.computeIfAbsent(pool, missing -> new ArrayList<>()).add(user);
                case Place.Unknown _, Place.Moving _, Place.NoHook _ -> counts = plus(counts, skipped(1));
            }
        }
        for (Map.Entry<PoolName, List<Jid>> each : byPool.entrySet()) {
            switch (ask(each.getKey(), each.getValue(), domains)) {
                case Outcome.Answered(var said) ->
                    counts = plus(counts, of(each.getValue().size(), said));
                case Outcome.Refused _ ->
                    counts = plus(counts, skipped(each.getValue().size()));
                case Outcome.Later(String reason) -> {
                    return new Batch(counts, reason);
                }
            }
        }
        return new Batch(counts, null);
    }

    private static RepairCounts of(int users, List<UserRepair> said) {
        List<UserRepair> done =
                said.stream().filter(each -> each.state().equals("done")).toList();
        return new RepairCounts(
                users,
                done.stream().mapToLong(UserRepair::asked).sum(),
                done.stream().mapToLong(UserRepair::told).sum(),
                Math.max(0, users - done.size()));
    }

    private static RepairCounts skipped(int users) {
        return new RepairCounts(users, 0, 0, users);
    }

    /// Both together.
    public static RepairCounts plus(RepairCounts one, RepairCounts other) {
        return new RepairCounts(
                one.users() + other.users(),
                one.asked() + other.asked(),
                one.told() + other.told(),
                one.skipped() + other.skipped());
    }
}
