package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// Who needs a pool. The pool is locked, so nobody starts to need it meanwhile: users are created, and moves
/// begun, with the lock of the pool that they bring users to.
final class PoolUse {

    private PoolUse() {}

    /// Why the pool cannot be removed; empty when it can.
    static Optional<String> ofPool(Connection transaction, PoolName pool) throws SQLException {
        int users = Sql.count(transaction, "SELECT COUNT(*) FROM users WHERE pool = ?", pool.value());
        List<String> homes = Sql.list(
                transaction,
                "SELECT domain FROM domains WHERE pool = ? ORDER BY domain",
                row -> row.getString(1),
                pool.value());
        return reasons(
                        counted(users, "user lives", "users live", " on it: move or remove them first"),
                        homes.isEmpty()
                                ? ""
                                : "it is the home pool of " + homes.size() + " domains " + homes
                                        + ": PUT /domains/{domain} with another pool first",
                        movesTo(transaction, pool))
                .map(reason -> "pool \"" + pool + "\" is in use: " + reason);
    }

    /// Why the pool cannot do without the domain; empty when it can.
    static Optional<String> ofDomain(Connection transaction, PoolName pool, Domain domain) throws SQLException {
        int users = Sql.count(
                transaction, "SELECT COUNT(*) FROM users WHERE domain = ? AND pool = ?", domain.name(), pool.value());
        int homes = Sql.count(
                transaction, "SELECT COUNT(*) FROM domains WHERE domain = ? AND pool = ?", domain.name(), pool.value());
        return reasons(
                        counted(
                                users,
                                "user of it lives",
                                "users of it live",
                                " on the pool: move or remove them first"),
                        homes == 0
                                ? ""
                                : "the pool is its home pool: PUT /domains/" + domain + " with another pool first",
                        movesTo(transaction, pool))
                .map(reason -> "domain " + domain + " cannot be taken from pool \"" + pool + "\": " + reason);
    }

    private static String movesTo(Connection transaction, PoolName pool) throws SQLException {
        return Sql.first(
                        transaction,
                        "SELECT m.id FROM moves m JOIN move_users u ON u.move_id = m.id WHERE m.completed_at IS NULL"
                                + " AND u.state IN ('PENDING', 'MOVING', 'TRANSFERRING') AND u.to_pool = ? FETCH FIRST 1"
                                + " ROWS ONLY",
                        row -> row.getString(1),
                        pool.value())
                .map(move -> "move " + move + " brings users to it: wait until it is completed")
                .orElse("");
    }

    private static String counted(int count, String one, String many, String advice) {
        return count == 0 ? "" : count + " " + (count == 1 ? one : many) + advice;
    }

    private static Optional<String> reasons(String... reasons) {
        return Stream.of(reasons).filter(reason -> !reason.isEmpty()).reduce((a, b) -> a + "; " + b);
    }
}
