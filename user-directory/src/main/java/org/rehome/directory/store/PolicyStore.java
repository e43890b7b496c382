package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.directory.policy.Policy;
import org.rehome.directory.policy.PolicyId;

/// Access policies. Which of them applies to a user: {@link UserStore#effectivePolicy}.
public final class PolicyStore {
    private static final String COLUMNS = "id, description, enable_federation_access, enable_xmpp_access, version";

    private final Database database;

    public PolicyStore(Database database) {
        this.database = database;
    }

    /// Writes the global policy with its defaults when it is not there yet, so that it always is, on its topic too.
    public void prepare() {
        database.change("write the global policy", transaction -> {
            PolicyId global = new PolicyId.Global();
            if (find(transaction, global, "").isEmpty()) {
                insert(transaction, new Policy(global, Policy.Settings.DEFAULTS, 1));
            }
            return true;
        });
    }

    public Optional<Policy> find(PolicyId id) {
        return database.read("read policy " + id, transaction -> find(transaction, id, ""));
    }

    /// Up to `limit` policies by their identity.
    ///
    /// @param after the last identity of the page before; null for the first page
    public List<Policy> list(@Nullable String after, int limit) {
        return database.read(
                "list the policies",
                transaction -> Sql.list(
                        transaction,
                        "SELECT " + COLUMNS + " FROM policies WHERE id > ? ORDER BY id FETCH FIRST " + limit
                                + " ROWS ONLY",
                        PolicyStore::policy,
                        after == null ? "" : after));
    }

    public Outcome<Policy> put(PolicyId id, Policy.Settings settings, IfMatch ifMatch) {
        return database.change("write policy " + id, transaction -> {
            if (id instanceof PolicyId.OfPool(var pool)
                    && PoolStore.lock(transaction, pool).isEmpty()) {
                return new Outcome.Unmet<>("pool", "there is no pool \"" + pool + "\": PUT /pools/" + pool + " first");
            }
            Optional<Policy> before = lock(transaction, id);
            ifMatch.check(before.map(Policy::version).orElse(0L));
            if (before.isEmpty()) {
                Policy created = new Policy(id, settings, 1);
                insert(transaction, created);
                return new Outcome.Created<>(created);
            }
            return before.get().settings().equals(settings)
                    ? new Outcome.Unchanged<>(before.get())
                    : new Outcome.Changed<>(update(transaction, before.get(), settings));
        });
    }

    /// Removes a policy that nobody has; the global one is reset to its defaults instead.
    public Outcome<Policy> remove(PolicyId id, IfMatch ifMatch) {
        if (id instanceof PolicyId.Global) {
            return put(id, Policy.Settings.DEFAULTS, ifMatch);
        }
        return database.change("remove policy " + id, transaction -> {
            Optional<Policy> before = lock(transaction, id);
            if (before.isEmpty()) {
                return new Outcome.Missing<>("policy \"" + id + "\"");
            }
            ifMatch.check(before.get().version());
            int users = Sql.count(transaction, "SELECT COUNT(*) FROM users WHERE policy = ?", id.toString());
            if (users > 0) {
                return new Outcome.Conflict<>("policy \"" + id + "\" is granted to " + users
                        + " users: grant them another, or POST /policies/" + id + "/revoke, first");
            }
            drop(transaction, id);
            return new Outcome.Removed<>();
        });
    }

    static Optional<Policy> find(Connection transaction, PolicyId id, String lock) throws SQLException {
        return Sql.first(
                transaction,
                "SELECT " + COLUMNS + " FROM policies WHERE id = ?" + lock,
                PolicyStore::policy,
                id.toString());
    }

    /// Reads a policy and keeps it there until the transaction ends.
    static Optional<Policy> lock(Connection transaction, PolicyId id) throws SQLException {
        return find(transaction, id, " FOR UPDATE");
    }

    /// Removes the policy if there is one.
    static void drop(Connection transaction, PolicyId id) throws SQLException {
        Optional<Policy> before = lock(transaction, id);
        if (before.isPresent()) {
            Sql.update(transaction, "DELETE FROM policies WHERE id = ?", id.toString());
            Outbox.remove(transaction, Topics.POOLS, before.get().event().key());
        }
    }

    private static Policy policy(ResultSet row) throws SQLException {
        Policy.Settings settings = new Policy.Settings(
                row.getString("description"),
                row.getBoolean("enable_federation_access"),
                row.getBoolean("enable_xmpp_access"));
        return new Policy(PolicyId.parse(row.getString("id")), settings, row.getLong("version"));
    }

    private static void insert(Connection transaction, Policy policy) throws SQLException {
        Policy.Settings settings = policy.settings();
        Sql.update(
                transaction,
                "INSERT INTO policies (" + COLUMNS + ") VALUES (" + Sql.marks(5) + ")",
                policy.id().toString(),
                settings.description(),
                settings.enableFederationAccess(),
                settings.enableXmppAccess(),
                policy.version());
        Outbox.write(transaction, Topics.POOLS, policy.event());
    }

    private static Policy update(Connection transaction, Policy before, Policy.Settings settings) throws SQLException {
        Policy changed = new Policy(before.id(), settings, before.version() + 1);
        Sql.update(
                transaction,
                "UPDATE policies SET description = ?, enable_federation_access = ?, enable_xmpp_access = ?,"
                        + " version = ? WHERE id = ?",
                settings.description(),
                settings.enableFederationAccess(),
                settings.enableXmppAccess(),
                changed.version(),
                changed.id().toString());
        Outbox.write(transaction, Topics.POOLS, changed.event());
        return changed;
    }
}
