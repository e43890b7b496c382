package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.contracts.event.MoveEvent.UserMoved;
import org.rehome.contracts.event.MoveEvent.UserQuiesced;
import org.rehome.directory.move.Passage;
import org.rehome.directory.store.UserRow.Change;
import org.rehome.directory.user.Home;

/// Users who are on their way arrive, or are put back where they came from: many in one transaction, which
/// compares each home with what the transition expects, sets it, writes the events, and counts in the move.
/// Any number of threads and instances may race: one wins, the others are told that they are too late.
public final class Arrivals {
    private static final int MAX_REASON = 1000;

    private final Database database;
    private final InstantSource clock;

    public Arrivals(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Says that a user's way may go on, or must end: in this move, with this epoch.
    private record Claim(String move, Jid user, long epoch) {
        static Claim of(UserQuiesced answer) {
            return new Claim(answer.move(), answer.user(), answer.epoch());
        }
    }

    /// A claim about a state that is over; nothing was written for it.
    public record Stale(Jid user, String reason) {}

    /// What became of claims.
    ///
    /// @param accepted of whom they were true
    /// @param held how long the lanes of those were held so far
    /// @param ended what it ended, move by move
    public record Settled(List<Passage> accepted, List<Duration> held, List<Ended> ended, List<Stale> stale) {
        public Settled {
            accepted = List.copyOf(accepted);
            held = List.copyOf(held);
            ended = List.copyOf(ended);
            stale = List.copyOf(stale);
        }
    }

    /// One who is moving as the claim says.
    private record Traveller(UserRow row, Passage passage, Duration held) {
        Change at(Home.Homed home) {
            return new Change(row, row.user().at(home), null, null);
        }
    }

    /// Who is moving as claims say, and which claims are stale.
    private record Matched(List<Traveller> travellers, List<Stale> stale) {
        List<Passage> passages() {
            return travellers.stream().map(Traveller::passage).toList();
        }

        Settled settled(List<Ended> ended) {
            return new Settled(
                    passages(), travellers.stream().map(Traveller::held).toList(), ended, stale);
        }
    }

    /// Moving to homed on the new pool, for those whose lanes gateways have quiesced.
    public Settled arrive(List<UserQuiesced> answers) {
        return arrived(answers.stream().map(Claim::of).toList(), broughtOver(answers));
    }

    /// What hooks have brought over, of each claim.
    private static Map<Claim, AccountData> broughtOver(List<UserQuiesced> answers) {
        Map<Claim, AccountData> transferred = new HashMap<>();
        for (UserQuiesced each : answers) {
            if (each.transferred() != null) {
                transferred.put(Claim.of(each), each.transferred());
            }
        }
        return transferred;
    }

    private static void note(Connection transaction, List<Passage> passages, Map<Claim, AccountData> transferred)
            throws SQLException {
        Sql.batch(
                transaction,
                "UPDATE move_users SET roster_items = ?, blocked_items = ?, offline_items = ?"
                        + " WHERE move_id = ? AND jid = ?",
                passages.stream()
                        .filter(each -> transferred.containsKey(claim(each)))
                        .toList(),
                each -> {
                    AccountData data = Objects.requireNonNull(transferred.get(claim(each)));
                    return new @Nullable Object[] {
                        data.roster(),
                        data.blocked(),
                        data.offline(),
                        each.move(),
                        each.user().toString()
                    };
                });
    }

    /// Moving to homed where they came from, for those whom gateways have refused.
    public Settled refused(List<UserQuiesced> answers) {
        Map<Claim, String> reasons = new HashMap<>();
        answers.forEach(each -> reasons.put(Claim.of(each), String.valueOf(each.refused())));
        return putBack(answers.stream().map(Claim::of).toList(), reasons);
    }

    /// Moving to homed on the new pool, for those whose account data was transferred.
    public Settled transferred(List<Passage> passages) {
        return arrived(passages.stream().map(Arrivals::claim).toList(), Map.of());
    }

    private Settled arrived(List<Claim> claims, Map<Claim, AccountData> transferred) {
        return database.change("bring " + claims.size() + " users to their new pool", transaction -> {
            Instant now = clock.instant();
            Matched matched = match(transaction, claims, now);
            List<Change> changes = new ArrayList<>();
            List<UserMoved> moved = new ArrayList<>();
            for (Traveller each : matched.travellers()) {
                Home.Homed home = moving(each.row()).arrive();
                changes.add(each.at(home));
                moved.add(moved(each, home));
            }
            UserRow.become(transaction, changes);
            Sql.batch(
                    transaction,
                    "UPDATE move_users SET state = 'MOVED', hold_millis = ? WHERE move_id = ? AND jid = ?",
                    moved,
                    event -> new @Nullable Object[] {
                        event.holdMillis(), event.move(), event.user().toString()
                    });
            note(transaction, matched.passages(), transferred);
            Outbox.writeAll(transaction, Topics.MOVES, moved);
            List<Ended> ended = new ArrayList<>();
            for (Map.Entry<String, List<Traveller>> move : byMove(matched).entrySet()) {
                List<Duration> held =
                        move.getValue().stream().map(Traveller::held).toList();
                ended.add(MoveTally.moved(transaction, move.getKey(), held, now));
            }
            return matched.settled(ended);
        });
    }

    private static UserMoved moved(Traveller traveller, Home.Homed home) {
        Passage passage = traveller.passage();
        return new UserMoved(
                passage.move(),
                passage.user(),
                passage.from(),
                passage.to(),
                home.epoch(),
                traveller.held().toMillis());
    }

    /// Writes down whose lanes gateways have quiesced, so that the transfer of their account data begins, and
    /// begins again after a crash. A second answer is stale.
    public Settled quiesce(List<UserQuiesced> answers) {
        return database.change("write down " + answers.size() + " quiet lanes", transaction -> {
            List<Claim> claims = answers.stream().map(Claim::of).toList();
            Matched matched = match(transaction, claims, clock.instant());
            List<Integer> changed = Sql.changedBy(
                    transaction,
                    "UPDATE move_users SET state = 'TRANSFERRING' WHERE move_id = ? AND jid = ? AND state = 'MOVING'",
                    matched.passages(),
                    passage -> new @Nullable Object[] {
                        passage.move(), passage.user().toString()
                    });
            List<Traveller> quiet = new ArrayList<>();
            List<Stale> stale = new ArrayList<>(matched.stale());
            for (int i = 0; i < changed.size(); i++) {
                Traveller traveller = matched.travellers().get(i);
                if (changed.get(i) == 1) {
                    quiet.add(traveller);
                } else {
                    stale.add(new Stale(traveller.passage().user(), "is being transferred already"));
                }
            }
            Matched quieted = new Matched(quiet, stale);
            note(transaction, quieted.passages(), broughtOver(answers));
            return quieted.settled(List.of());
        });
    }

    /// Moving to homed where they came from, for those who are still moving so.
    ///
    /// @param reasons why each of them is put back
    public Settled putBack(Map<Passage, String> reasons) {
        Map<Claim, String> byClaim = new HashMap<>();
        reasons.forEach((passage, reason) -> byClaim.put(claim(passage), reason));
        return putBack(reasons.keySet().stream().map(Arrivals::claim).toList(), byClaim);
    }

    private Settled putBack(List<Claim> claims, Map<Claim, String> reasons) {
        return database.change("put " + claims.size() + " users back", transaction -> {
            Instant now = clock.instant();
            Matched matched = match(transaction, claims, now);
            List<Change> changes = new ArrayList<>();
            for (Traveller each : matched.travellers()) {
                changes.add(each.at(moving(each.row()).abort()));
            }
            UserRow.become(transaction, changes);
            List<Ended> ended = new ArrayList<>();
            for (Map.Entry<String, List<Traveller>> move : byMove(matched).entrySet()) {
                List<MoveTally.Failure> failures = new ArrayList<>();
                for (Traveller each : move.getValue()) {
                    String reason = shortened(reasons.getOrDefault(claim(each.passage()), "was put back"));
                    failures.add(new MoveTally.Failure(each.passage().user(), reason));
                }
                ended.add(MoveTally.failed(transaction, move.getKey(), failures, now));
            }
            return matched.settled(ended);
        });
    }

    // the column's length; what a pool says may be longer
    private static String shortened(String reason) {
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
    }

    private static Claim claim(Passage passage) {
        return new Claim(passage.move(), passage.user(), passage.epoch());
    }

    /// Locks the users, and compares; of two same claims the second is stale.
    private static Matched match(Connection transaction, List<Claim> claims, Instant now) throws SQLException {
        Set<Jid> users = new HashSet<>();
        claims.forEach(claim -> users.add(claim.user()));
        Map<Jid, UserRow> rows = new HashMap<>();
        for (UserRow row : UserRow.lock(transaction, List.copyOf(users))) {
            rows.put(row.jid(), row);
        }
        List<Traveller> travellers = new ArrayList<>();
        List<Stale> stale = new ArrayList<>();
        Set<Claim> seen = new HashSet<>();
        for (Claim claim : claims) {
            UserRow row = rows.get(claim.user());
            if (!seen.add(claim)) {
                stale.add(new Stale(claim.user(), "was answered for twice"));
            } else if (row != null
                    && row.user().home() instanceof Home.Moving moving
                    && moving.isAnsweredBy(claim.move(), claim.epoch())) {
                travellers.add(new Traveller(row, Passage.of(row.jid(), moving), held(row, now)));
            } else {
                stale.add(new Stale(claim.user(), where(row)));
            }
        }
        return new Matched(travellers, stale);
    }

    /// By move, in the order in which moves are locked.
    private static Map<String, List<Traveller>> byMove(Matched matched) {
        Map<String, List<Traveller>> byMove = new TreeMap<>();
        for (Traveller each : matched.travellers()) {
            byMove.computeIfAbsent(each.passage().move(), move -> new ArrayList<>())
                    .add(each);
        }
        return byMove;
    }

    private static Home.Moving moving(UserRow row) {
        if (row.user().home() instanceof Home.Moving moving) {
            return moving;
        }
        throw new IllegalStateException(row.jid() + " was moving a moment ago, and her row is locked");
    }

    private static Duration held(UserRow row, Instant now) {
        Instant since = row.movingSince();
        Duration held = since == null ? Duration.ZERO : Duration.between(since, now);
        return held.isNegative() ? Duration.ZERO : held;
    }

    private static String where(@Nullable UserRow row) {
        if (row == null) {
            return "is not in the directory";
        }
        return switch (row.user().home()) {
            case Home.Homed(var pool, var epoch) -> "is homed on pool " + pool + " with epoch " + epoch;
            case Home.Moving moving -> "is moving with epoch " + moving.epoch() + " in move " + moving.move();
        };
    }
}
