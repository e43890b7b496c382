package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Selection;

/// Whom and what a move is about: read, or kept as they are until the transaction ends.
enum Rows {
    READ(""),
    LOCKED(" FOR UPDATE");

    private final String lock;

    Rows(String lock) {
        this.lock = lock;
    }

    /// Those of the pools that there are.
    Map<PoolName, Pool> pools(Connection transaction, Set<PoolName> names) throws SQLException {
        Map<PoolName, Pool> pools = new HashMap<>();
        for (PoolName name : new TreeSet<>(names)) {
            PoolStore.find(transaction, name, lock).ifPresent(pool -> pools.put(name, pool));
        }
        return pools;
    }

    /// Those of the users who are there, by address.
    List<UserRow> users(Connection transaction, List<Jid> jids) throws SQLException {
        return UserRow.find(transaction, jids, lock);
    }

    /// The selection's users, by address.
    ///
    /// @param target where they shall go; of everybody, who lives there already is left out
    List<UserRow> selected(Connection transaction, Selection selection, PoolName target) throws SQLException {
        return switch (selection) {
            case Selection.Users(var jids) -> users(transaction, jids);
            case Selection.OfPool(var pool) -> living(transaction, "=", pool);
            case Selection.Everybody() -> living(transaction, "<>", target);
        };
    }

    private List<UserRow> living(Connection transaction, String comparison, PoolName pool) throws SQLException {
        return Sql.list(
                transaction,
                UserRow.SELECT + " WHERE pool " + comparison + " ? ORDER BY jid" + lock,
                UserRow::read,
                pool.value());
    }
}
