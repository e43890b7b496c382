package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.User;

/// A row of `users`: the user and what only the store has to know of her.
///
/// @param movingSince when she left; null unless she is moving
/// @param reservedBy the move that has her reserved; null when none has
record UserRow(
        User user, @Nullable Instant movingSince, @Nullable String reservedBy) {
    static final String COLUMNS = "jid, domain, pool, epoch, moving_to, moving_since, move_id, policy, version";
    static final String SELECT = "SELECT " + COLUMNS + " FROM users";

    /// A statement has at most so many arguments, a batch so many rows.
    static final int CHUNK = 500;

    private static final String UPDATE =
            "UPDATE users SET pool = ?, epoch = ?, moving_to = ?, moving_since = ?, move_id = ?, policy = ?,"
                    + " version = ? WHERE jid = ? AND epoch = ? AND version = ?";
    private static final String INSERT = "INSERT INTO users (" + COLUMNS + ") VALUES (" + Sql.marks(9) + ")";

    Jid jid() {
        return user.jid();
    }

    static Optional<UserRow> find(Connection transaction, Jid jid) throws SQLException {
        return Sql.first(transaction, SELECT + " WHERE jid = ?", UserRow::read, jid.toString());
    }

    /// Reads a user and keeps her as she is until the transaction ends.
    static Optional<UserRow> lock(Connection transaction, Jid jid) throws SQLException {
        return Sql.first(transaction, SELECT + " WHERE jid = ? FOR UPDATE", UserRow::read, jid.toString());
    }

    /// Locks those of some users who are there, in the order of their addresses, as everybody does.
    static List<UserRow> lock(Connection transaction, List<Jid> jids) throws SQLException {
        return find(transaction, jids, " FOR UPDATE");
    }

    /// Those of some users who are there, in the order of their addresses.
    static List<UserRow> find(Connection transaction, List<Jid> jids, String lock) throws SQLException {
        List<String> sorted = jids.stream().map(Jid::toString).sorted().toList();
        List<UserRow> found = new ArrayList<>(sorted.size());
        for (int from = 0; from < sorted.size(); from += CHUNK) {
            List<String> chunk = sorted.subList(from, Math.min(from + CHUNK, sorted.size()));
            found.addAll(Sql.list(
                    transaction,
                    SELECT + " WHERE jid IN (" + Sql.marks(chunk.size()) + ") ORDER BY jid" + lock,
                    UserRow::read,
                    chunk.toArray()));
        }
        return found;
    }

    static UserRow read(ResultSet row) throws SQLException {
        Jid jid = Jid.parse(row.getString("jid"));
        PoolName pool = new PoolName(row.getString("pool"));
        long epoch = row.getLong("epoch");
        String to = row.getString("moving_to");
        String move = row.getString("move_id");
        Home home = to == null || move == null
                ? new Home.Homed(pool, epoch)
                : new Home.Moving(pool, new PoolName(to), epoch, move);
        String policy = row.getString("policy");
        User user = new User(jid, home, policy == null ? null : new PolicyId.Named(policy), row.getLong("version"));
        return new UserRow(user, Sql.instant(row, "moving_since"), move);
    }

    /// Writes new users and publishes them.
    static void insert(Connection transaction, List<User> created) throws SQLException {
        Sql.batch(transaction, INSERT, created, user -> new @Nullable Object[] {
            user.jid().toString(),
            user.jid().domain().name(),
            user.home().pool().value(),
            user.home().epoch(),
            null,
            null,
            null,
            user.policy() == null ? null : user.policy().name(),
            user.version()
        });
        Outbox.writeAll(
                transaction, Topics.USERS, created.stream().map(User::event).toList());
    }

    /// What becomes of a row.
    ///
    /// @param reserved the move that has her reserved from now on; null for none
    record Change(
            UserRow before,
            User after,
            @Nullable Instant movingSince,
            @Nullable String reserved) {}

    /// Compare-and-set: writes what became of rows, and publishes it, if they are still as they were read.
    ///
    /// @throws SQLException when somebody else has changed one, which the rows' locks should have prevented
    static void become(Connection transaction, List<Change> changes) throws SQLException {
        Sql.batch(transaction, UPDATE, changes, change -> {
            User after = change.after();
            PoolName to = after.home() instanceof Home.Moving moving ? moving.to() : null;
            return new @Nullable Object[] {
                after.home().pool().value(),
                after.home().epoch(),
                to == null ? null : to.value(),
                change.movingSince(),
                change.reserved(),
                after.policy() == null ? null : after.policy().name(),
                after.version(),
                after.jid().toString(),
                change.before().user().home().epoch(),
                change.before().user().version()
            };
        });
        Outbox.writeAll(
                transaction,
                Topics.USERS,
                changes.stream().map(change -> change.after().event()).toList());
    }

    /// The same home with another policy.
    void grant(Connection transaction, PolicyId.@Nullable Named policy) throws SQLException {
        become(transaction, List.of(new Change(this, user.granted(policy), movingSince, reservedBy)));
    }
}
