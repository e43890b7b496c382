package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MovePlan;
import org.rehome.directory.move.MovePlan.Candidate;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.move.Obstacle;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.store.Chosen.Going;
import org.rehome.directory.user.Selection;

/// Begins moves: writes their users down, and reserves them, so that no other move takes them. Many are written down in
/// parts, one transaction each, so that nobody waits long for their rows; nobody leaves before all are. Whoever carries
/// a move out finds all that is needed in the database. What it would do and what stands in the way can be asked first.
public final class MoveStart {
    private static final Logger LOG = Logger.getLogger(MoveStart.class);
    private static final int PART = 1000;

    private final Database database;
    private final InstantSource clock;
    private final MoveSurvey survey;
    private final int part;

    public MoveStart(Database database, InstantSource clock, MoveConditions conditions) {
        this(database, clock, conditions, PART);
    }

    /// @param part how many users are written down in one transaction
    public MoveStart(Database database, InstantSource clock, MoveConditions conditions, int part) {
        this.database = database;
        this.clock = clock;
        this.survey = new MoveSurvey(conditions);
        this.part = part;
    }

    /// How a move shall be.
    ///
    /// @param usersPerSecond how many users leave per second at most; null for as many as can be moved
    /// @param force begin although a link, a hook or somebody who brings account data over is missing
    public record Manner(@Nullable Integer usersPerSecond, boolean force) {}

    /// Moves a selection to a pool.
    public Outcome<Move> forward(Selection selection, PoolName target, Manner manner) {
        Chosen chosen = Chosen.of(selection, target);
        return wholly(
                chosen,
                database.change(
                        "begin a move to pool " + target,
                        transaction -> begin(
                                transaction, survey.forward(transaction, selection, target), chosen, null, manner)));
    }

    /// What the move of a selection would do; changes nothing.
    public MovePlan preview(Selection selection, PoolName target) {
        return database.read(
                "plan a move to pool " + target, transaction -> survey.forward(transaction, selection, target));
    }

    /// Takes back a move that has ended: brings each user whom it has moved to the pool where she came from.
    public Outcome<Move> reverse(String id, Manner manner) {
        Chosen chosen = new Chosen.Back(id);
        return wholly(chosen, database.change("begin the reverse of move " + id, transaction -> {
            Optional<Outcome<Move>> refusal = irreversible(MoveStore.find(transaction, id), id);
            return refusal.isPresent()
                    ? refusal.get()
                    : begin(transaction, survey.back(transaction, id), chosen, id, manner);
        }));
    }

    /// What the reverse of a move would do; changes nothing.
    public Outcome<MovePlan> previewReverse(String id) {
        return database.read("plan the reverse of move " + id, transaction -> {
            Optional<Outcome<MovePlan>> refusal = irreversible(MoveStore.find(transaction, id), id);
            return refusal.isPresent() ? refusal.get() : new Outcome.Unchanged<>(survey.back(transaction, id));
        });
    }

    private static <T> Optional<Outcome<T>> irreversible(Optional<Move> move, String id) {
        if (move.isEmpty()) {
            return Optional.of(new Outcome.Missing<>("move \"" + id + "\""));
        }
        return move.get().isCompleted()
                ? Optional.empty()
                : Optional.of(new Outcome.Conflict<>(
                        "move " + id + " is running: reverse it when it is completed, or cancel it first"));
    }

    /// Goes on with a move whose users another process, or a request that failed, has not all written down.
    public void goOn(String id) {
        database.read("read whom move " + id + " is about", transaction -> Chosen.find(transaction, id))
                .ifPresent(chosen -> writeDown(id, chosen));
    }

    private Outcome<Move> wholly(Chosen chosen, Outcome<Move> begun) {
        if (!(begun instanceof Outcome.Created<Move>(var move))) {
            return begun;
        }
        try {
            return new Outcome.Created<>(writeDown(move.id(), chosen));
        } catch (DatabaseFailure e) {
            LOG.warnf("move goes on being written down later move=%s error=%s", move.id(), e.getMessage());
            return begun;
        }
    }

    private Move writeDown(String id, Chosen chosen) {
        boolean more = true;
        while (more) {
            more = database.change(
                    "write down users of move " + id, transaction -> writePart(transaction, id, chosen, false));
        }
        return database.read("read move " + id, transaction -> MoveStore.find(transaction, id))
                .orElseThrow();
    }

    /// The first part is written with the move: few users are in one move, or in none, as was seen.
    private Outcome<Move> begin(
            Connection transaction, MovePlan plan, Chosen chosen, @Nullable String reverses, Manner manner)
            throws SQLException {
        boolean forced = false;
        for (Obstacle each : plan.obstacles()) {
            if (each.forceable() && manner.force()) {
                forced = true;
            } else if (each instanceof Obstacle.Busy busy) {
                return new Outcome.Conflict<>(busy.reason());
            } else {
                return new Outcome.Unmet<>(each.precondition(), each.reason());
            }
        }
        Instant now = clock.instant();
        Move move = Move.begun(
                Move.newId(now, ThreadLocalRandom.current()),
                plan.target().orElseThrow(),
                0,
                0,
                manner.usersPerSecond(),
                forced,
                reverses,
                now);
        insert(transaction, move, chosen);
        writePart(transaction, move.id(), chosen, true);
        return new Outcome.Created<>(move);
    }

    private static void insert(Connection transaction, Move move, Chosen chosen) throws SQLException {
        Sql.update(
                transaction,
                "INSERT INTO moves (id, target, total, skipped, users_per_second, forced, reverses, started_at, chosen)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                move.id(),
                move.target().value(),
                move.counts().total(),
                move.counts().skipped(),
                move.steering().usersPerSecond(),
                move.forced(),
                move.reverses(),
                move.startedAt(),
                chosen.text());
    }

    /// How far a move that begins is written down.
    ///
    /// @param after the last address; empty for none
    private record Reached(String after, boolean cancelled) {}

    private static Optional<Reached> reached(Connection transaction, String id) throws SQLException {
        return Sql.first(
                transaction,
                "SELECT chosen_after, cancelling FROM moves WHERE id = ? AND chosen IS NOT NULL",
                row -> new Reached(row.getString("chosen_after"), row.getBoolean("cancelling")),
                id);
    }

    /// Writes down the next users; of a cancelled move nobody more.
    ///
    /// @param asSeen whether all must be as they were a moment ago; else the transaction fails as when two collide
    /// @return false when all are written down
    private boolean writePart(Connection transaction, String id, Chosen chosen, boolean asSeen) throws SQLException {
        Optional<Reached> reached = reached(transaction, id);
        if (reached.isEmpty()) {
            return false;
        }
        String after = reached.get().after();
        List<Going> next = reached.get().cancelled() ? List.of() : chosen.next(transaction, after, part);
        MovePlan plan = lock(transaction, next);
        if (asSeen && !plan.hindered().isEmpty()) {
            throw new SQLException("users of move " + id + " were changed meanwhile", Sql.COLLISION);
        }
        List<MoveUser> pending = plan.pending();
        insertUsers(transaction, id, plan.users());
        // they are not reserved, and fail when it is their turn
        insertUsers(transaction, id, plan.hindered());
        Sql.batch(transaction, "UPDATE users SET move_id = ? WHERE jid = ? AND move_id IS NULL", pending, user ->
                new @Nullable Object[] {id, user.user().toString()});
        int skipped = plan.users().size() - pending.size();
        String last = next.isEmpty() ? after : next.getLast().user().toString();
        Sql.batch(
                transaction,
                "UPDATE moves SET total = total + ?, skipped = skipped + ?, chosen_after = ?"
                        + " WHERE id = ? AND chosen IS NOT NULL AND chosen_after = ?",
                List.of(last),
                to -> new @Nullable Object[] {pending.size() + plan.hindered().size(), skipped, to, id, after});
        if (next.size() < part) {
            begun(transaction, id);
        }
        return next.size() == part;
    }

    private static MovePlan lock(Connection transaction, List<Going> next) throws SQLException {
        Map<PoolName, Pool> pools =
                Rows.LOCKED.pools(transaction, next.stream().map(Going::to).collect(Collectors.toSet()));
        Map<Jid, UserRow> rows = new HashMap<>();
        for (UserRow row :
                UserRow.lock(transaction, next.stream().map(Going::user).toList())) {
            rows.put(row.jid(), row);
        }
        List<Candidate> candidates = next.stream()
                .flatMap(going -> going.now(rows.get(going.user())).stream())
                .toList();
        return MoveSurvey.plan(pools, candidates, pool -> true);
    }

    /// All are written down: whoever carries moves out may begin.
    private void begun(Connection transaction, String id) throws SQLException {
        Sql.update(transaction, "UPDATE moves SET chosen = NULL, chosen_after = '' WHERE id = ?", id);
        Move move = MoveStore.find(transaction, id).orElseThrow();
        Outbox.write(
                transaction,
                Topics.MOVES,
                new MoveStarted(id, move.target(), move.counts().total(), move.reverses(), move.forced()));
        MoveTally.completeIfDone(transaction, move, clock.instant());
    }

    private static void insertUsers(Connection transaction, String move, List<MoveUser> users) throws SQLException {
        Sql.batch(
                transaction,
                "INSERT INTO move_users (move_id, jid, from_pool, to_pool, state, reason) VALUES (?, ?, ?, ?, ?, ?)",
                users,
                user -> new @Nullable Object[] {
                    move,
                    user.user().toString(),
                    user.from().value(),
                    user.to().value(),
                    user.state().name(),
                    user.reason()
                });
    }
}
