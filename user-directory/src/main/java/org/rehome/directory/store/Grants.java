package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.user.Selection;
import org.rehome.directory.user.User;

/// Grants access policies to users and takes them back; all of a selection or nobody.
public final class Grants {
    private final Database database;

    public Grants(Database database) {
        this.database = database;
    }

    /// @param changed whose policy is another now
    /// @param unchanged who were as asked already
    public record Granted(int changed, int unchanged) {}

    public Outcome<Granted> grant(PolicyId.Named policy, Selection selection) {
        return change("grant policy " + policy, policy, selection, user -> !policy.equals(user.policy()), policy);
    }

    /// Takes the policy from those of the selection who have it.
    public Outcome<Granted> revoke(PolicyId.Named policy, Selection selection) {
        return change("revoke policy " + policy, policy, selection, user -> policy.equals(user.policy()), null);
    }

    private Outcome<Granted> change(
            String attempted,
            PolicyId.Named policy,
            Selection selection,
            Predicate<User> concerned,
            PolicyId.@Nullable Named after) {
        return database.change(attempted, transaction -> {
            if (selection instanceof Selection.OfPool(var pool)
                    && PoolStore.lock(transaction, pool).isEmpty()) {
                return new Outcome.Unmet<>("pool", "there is no pool \"" + pool + "\"");
            }
            if (!UserStore.isThere(transaction, policy)) {
                return new Outcome.Missing<>("policy \"" + policy + "\"");
            }
            if (selection instanceof Selection.Users(var jids)) {
                List<UserRow> found = UserRow.lock(transaction, jids);
                Optional<String> unknown = unknown(jids, found);
                return unknown.isPresent()
                        ? new Outcome.Unmet<>("users", unknown.get())
                        : new Outcome.Changed<>(apply(transaction, found, concerned, after));
            }
            return new Outcome.Changed<>(applyToAll(transaction, selection, concerned, after));
        });
    }

    /// Names those of the users who were not found; empty when all were.
    static Optional<String> unknown(List<Jid> jids, List<UserRow> found) {
        Set<Jid> missing = new HashSet<>(jids);
        found.forEach(row -> missing.remove(row.jid()));
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        List<Jid> named = missing.stream().sorted().limit(100).toList();
        String more = missing.size() > named.size() ? " and " + (missing.size() - named.size()) + " more" : "";
        return Optional.of("not in the directory: " + named + more);
    }

    private static Granted applyToAll(
            Connection transaction, Selection selection, Predicate<User> concerned, PolicyId.@Nullable Named after)
            throws SQLException {
        Granted sum = new Granted(0, 0);
        List<UserRow> chunk = List.of();
        do {
            String last = chunk.isEmpty() ? "" : chunk.getLast().jid().toString();
            chunk = lockNext(transaction, selection, last);
            Granted applied = apply(transaction, chunk, concerned, after);
            sum = new Granted(sum.changed + applied.changed, sum.unchanged + applied.unchanged);
        } while (chunk.size() == UserRow.CHUNK);
        return sum;
    }

    private static List<UserRow> lockNext(Connection transaction, Selection selection, String after)
            throws SQLException {
        String page = " AND jid > ? ORDER BY jid FETCH FIRST " + UserRow.CHUNK + " ROWS ONLY FOR UPDATE";
        return selection instanceof Selection.OfPool(var pool)
                ? Sql.list(transaction, UserRow.SELECT + " WHERE pool = ?" + page, UserRow::read, pool.value(), after)
                : Sql.list(transaction, UserRow.SELECT + " WHERE TRUE" + page, UserRow::read, after);
    }

    private static Granted apply(
            Connection transaction, List<UserRow> rows, Predicate<User> concerned, PolicyId.@Nullable Named after)
            throws SQLException {
        int changed = 0;
        for (UserRow row : rows) {
            if (concerned.test(row.user()) && !Objects.equals(row.user().policy(), after)) {
                row.grant(transaction, after);
                changed++;
            }
        }
        return new Granted(changed, rows.size() - changed);
    }
}
