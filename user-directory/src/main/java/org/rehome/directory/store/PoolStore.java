package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.pool.Pool;

/// Pools.
public final class PoolStore {
    private static final String COLUMNS = "name, description, legacy, link_kind, link_host, injection_port,"
            + " capture_port, injection_name, secret, client_address, forced, version";

    private final Database database;

    public PoolStore(Database database) {
        this.database = database;
    }

    public Optional<Pool> find(PoolName name) {
        return database.read("read pool " + name, transaction -> find(transaction, name, ""));
    }

    /// Up to `limit` pools by name.
    ///
    /// @param after the last name of the page before; null for the first page
    public List<Pool> list(@Nullable PoolName after, int limit) {
        return database.read("list the pools", transaction -> {
            List<String> names = Sql.list(
                    transaction,
                    "SELECT name FROM pools WHERE name > ? ORDER BY name FETCH FIRST " + limit + " ROWS ONLY",
                    row -> row.getString(1),
                    after == null ? "" : after.value());
            List<Pool> pools = new java.util.ArrayList<>();
            for (String name : names) {
                find(transaction, new PoolName(name), "").ifPresent(pools::add);
            }
            return pools;
        });
    }

    /// Registers a pool, or changes one. Domains that no pool had get it as their home pool.
    ///
    /// @param forced true when its component port does not answer and that was overridden
    public Outcome<Pool> put(PoolName name, Pool.Settings settings, boolean forced, IfMatch ifMatch) {
        return database.change("register pool " + name, transaction -> {
            Optional<Pool> before = lock(transaction, name);
            ifMatch.check(before.map(Pool::version).orElse(0L));
            if (before.isEmpty()) {
                Pool created = new Pool(name, settings, forced, 1);
                insert(transaction, created);
                publish(transaction, created);
                return new Outcome.Created<>(created);
            }
            return change(transaction, before.get(), settings, forced);
        });
    }

    private static Outcome<Pool> change(Connection transaction, Pool before, Pool.Settings settings, boolean forced)
            throws SQLException {
        Pool after = new Pool(before.name(), settings, forced, before.version() + 1);
        if (before.settings().equals(settings) && before.forced() == forced) {
            return new Outcome.Unchanged<>(before);
        }
        Set<Domain> dropped = new HashSet<>(before.settings().domains());
        settings.domains().forEach(dropped::remove);
        for (Domain domain : dropped) {
            Optional<String> needed = PoolUse.ofDomain(transaction, before.name(), domain);
            if (needed.isPresent()) {
                return new Outcome.Conflict<>(needed.get());
            }
        }
        update(transaction, after);
        publish(transaction, after);
        return new Outcome.Changed<>(after);
    }

    /// Removes a pool that nobody needs, and its access policy.
    public Outcome<Pool> remove(PoolName name, IfMatch ifMatch) {
        return database.change("remove pool " + name, transaction -> {
            Optional<Pool> before = lock(transaction, name);
            if (before.isEmpty()) {
                return new Outcome.Missing<>("pool \"" + name + "\"");
            }
            ifMatch.check(before.get().version());
            Optional<String> needed = PoolUse.ofPool(transaction, name);
            if (needed.isPresent()) {
                return new Outcome.Conflict<>(needed.get());
            }
            PolicyStore.drop(transaction, new PolicyId.OfPool(name));
            Sql.update(transaction, "DELETE FROM pools WHERE name = ?", name.value());
            Outbox.remove(transaction, Topics.POOLS, before.get().event().key());
            return new Outcome.Removed<>();
        });
    }

    /// Reads a pool and keeps it as it is until the transaction ends.
    static Optional<Pool> lock(Connection transaction, PoolName name) throws SQLException {
        return find(transaction, name, " FOR UPDATE");
    }

    static Optional<Pool> find(Connection transaction, PoolName name, String lock) throws SQLException {
        String select = "SELECT " + COLUMNS + " FROM pools WHERE name = ?" + lock;
        // the row first: who waits for its lock must not have read the domains before
        Optional<Link> locked = Sql.first(transaction, select, PoolStore::link, name.value());
        if (locked.isEmpty()) {
            return Optional.empty();
        }
        List<Domain> domains = Sql.list(
                transaction,
                "SELECT domain FROM pool_domains WHERE pool = ? ORDER BY place",
                row -> new Domain(row.getString(1)),
                name.value());
        return Sql.first(transaction, select, row -> pool(row, domains), name.value());
    }

    private static Link link(ResultSet row) throws SQLException {
        return new Link(
                row.getString("link_kind"),
                row.getString("link_host"),
                row.getInt("injection_port"),
                row.getObject("capture_port", Integer.class),
                row.getString("injection_name"),
                row.getString("secret"));
    }

    private static Pool pool(ResultSet row, List<Domain> domains) throws SQLException {
        Pool.Settings settings = new Pool.Settings(
                row.getString("description"),
                domains,
                row.getBoolean("legacy"),
                link(row),
                row.getString("client_address"));
        return new Pool(
                new PoolName(row.getString("name")), settings, row.getBoolean("forced"), row.getLong("version"));
    }

    private static void insert(Connection transaction, Pool pool) throws SQLException {
        Pool.Settings settings = pool.settings();
        Link link = settings.link();
        Sql.update(
                transaction,
                "INSERT INTO pools (" + COLUMNS + ") VALUES (" + Sql.marks(12) + ")",
                pool.name().value(),
                settings.description(),
                settings.legacy(),
                link.kind(),
                link.host(),
                link.injectionPort(),
                link.capturePort(),
                link.injectionName(),
                link.secret(),
                settings.clientAddress(),
                pool.forced(),
                pool.version());
        insertDomains(transaction, pool);
    }

    private static void update(Connection transaction, Pool pool) throws SQLException {
        Pool.Settings settings = pool.settings();
        Link link = settings.link();
        Sql.update(
                transaction,
                "UPDATE pools SET description = ?, legacy = ?, link_kind = ?, link_host = ?, injection_port = ?,"
                        + " capture_port = ?, injection_name = ?, secret = ?,"
                        + " client_address = ?, forced = ?, version = ? WHERE name = ?",
                settings.description(),
                settings.legacy(),
                link.kind(),
                link.host(),
                link.injectionPort(),
                link.capturePort(),
                link.injectionName(),
                link.secret(),
                settings.clientAddress(),
                pool.forced(),
                pool.version(),
                pool.name().value());
        Sql.update(
                transaction,
                "DELETE FROM pool_domains WHERE pool = ?",
                pool.name().value());
        insertDomains(transaction, pool);
    }

    private static void insertDomains(Connection transaction, Pool pool) throws SQLException {
        int place = 0;
        for (Domain domain : pool.settings().domains()) {
            Sql.update(
                    transaction,
                    "INSERT INTO pool_domains (pool, domain, place) VALUES (?, ?, ?)",
                    pool.name().value(),
                    domain.name(),
                    place++);
        }
    }

    private static void publish(Connection transaction, Pool pool) throws SQLException {
        Outbox.write(transaction, Topics.POOLS, pool.event());
        for (Domain domain : pool.settings().domains()) {
            DomainStore.homeIfNew(transaction, domain, pool.name());
        }
    }
}
