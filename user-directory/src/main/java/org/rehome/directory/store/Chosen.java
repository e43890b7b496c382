package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.move.MovePlan.Candidate;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.user.Selection;

/// Whom a move is about, in the order of their addresses. It is kept as text with a move that begins, so that whoever
/// comes after a crash knows whom to write down still.
sealed interface Chosen {
    /// The next of them.
    ///
    /// @param after the last address of the part before; empty for the first part
    List<Going> next(Connection transaction, String after, int limit) throws SQLException;

    String text();

    static Chosen of(Selection selection, PoolName target) {
        return switch (selection) {
            case Selection.Users(var jids) ->
                new These(jids.stream().map(Jid::toString).sorted().distinct().toList(), target);
            case Selection.OfPool(var pool) -> new OfPool(pool, target);
            case Selection.Everybody() -> new Everybody(target);
        };
    }

    /// @param reverses the move that is taken back, if one is
    private static Chosen read(String text, PoolName target, @Nullable String reverses) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "users" -> new These(List.of(words).subList(1, words.length), target);
            case "pool" -> new OfPool(new PoolName(words[1]), target);
            case "back" -> new Back(String.valueOf(reverses));
            default -> new Everybody(target);
        };
    }

    /// Whom a move is about that is not written down whole; empty of one that is, and when there is none.
    static Optional<Chosen> find(Connection transaction, String move) throws SQLException {
        return Sql.first(
                transaction,
                "SELECT chosen, target, reverses FROM moves WHERE id = ? AND chosen IS NOT NULL",
                row -> read(row.getString("chosen"), new PoolName(row.getString("target")), row.getString("reverses")),
                move);
    }

    /// One of them.
    ///
    /// @param from where she must live still; null for anywhere
    /// @param moved how a move that is taken back has moved her; null when none is
    record Going(
            Jid user,
            PoolName to,
            @Nullable PoolName from,
            @Nullable MoveUser moved) {
        private static Going of(UserRow row, PoolName target) {
            return new Going(row.jid(), target, row.user().home().pool(), null);
        }

        /// @param row as she is now; null when she is not there
        /// @return empty when she is not one of them any more
        Optional<Candidate> now(@Nullable UserRow row) {
            if (moved != null) {
                return Optional.of(back(moved, row));
            }
            return Optional.ofNullable(row)
                    .filter(is -> from == null || is.user().home().pool().equals(from))
                    .map(is -> Candidate.to(to, user, is.user().home().pool(), is.reservedBy()));
        }
    }

    static Candidate back(MoveUser moved, @Nullable UserRow now) {
        return now == null
                ? Candidate.back(moved, null, null)
                : Candidate.back(moved, now.user().home().pool(), now.reservedBy());
    }

    /// @param jids rising
    record These(List<String> jids, PoolName target) implements Chosen {
        @Override
        public List<Going> next(Connection transaction, String after, int limit) {
            int found = Collections.binarySearch(jids, after);
            int from = found < 0 ? -found - 1 : found + 1;
            return jids.subList(from, Math.min(jids.size(), from + limit)).stream()
                    .map(jid -> new Going(Jid.parse(jid), target, null, null))
                    .toList();
        }

        @Override
        public String text() {
            return jids.stream().collect(Collectors.joining(" ", "users ", ""));
        }
    }

    record OfPool(PoolName pool, PoolName target) implements Chosen {
        @Override
        public List<Going> next(Connection transaction, String after, int limit) throws SQLException {
            return page(transaction, "pool = ? AND jid > ? ORDER BY pool, jid", target, limit, pool.value(), after);
        }

        @Override
        public String text() {
            return "pool " + pool;
        }
    }

    record Everybody(PoolName target) implements Chosen {
        @Override
        public List<Going> next(Connection transaction, String after, int limit) throws SQLException {
            return page(transaction, "jid > ? AND pool <> ? ORDER BY jid", target, limit, after, target.value());
        }

        @Override
        public String text() {
            return "all";
        }
    }

    /// Whom a move has moved.
    record Back(String move) implements Chosen {
        @Override
        public List<Going> next(Connection transaction, String after, int limit) throws SQLException {
            return MoveStore.page(transaction, move, MoveUser.State.MOVED, after, limit).stream()
                    .map(moved -> new Going(moved.user(), moved.from(), null, moved))
                    .toList();
        }

        @Override
        public String text() {
            return "back";
        }
    }

    private static List<Going> page(
            Connection transaction, String which, PoolName target, int limit, String... arguments) throws SQLException {
        return Sql.list(
                transaction,
                UserRow.SELECT + " WHERE " + which + " FETCH FIRST " + limit + " ROWS ONLY",
                row -> Going.of(UserRow.read(row), target),
                Arrays.copyOf(arguments, arguments.length, Object[].class));
    }
}
