package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.pool.LocalDomain;
import org.rehome.directory.pool.Pool;

/// Local domains and subdomains, and their home pools.
public final class DomainStore {
    private static final String SELECT = "SELECT domain, pool, version FROM domains";

    private final Database database;

    public DomainStore(Database database) {
        this.database = database;
    }

    public Optional<LocalDomain> find(Domain domain) {
        return database.read("read domain " + domain, transaction -> find(transaction, domain, ""));
    }

    /// Up to `limit` domains by name.
    ///
    /// @param after the last name of the page before; null for the first page
    public List<LocalDomain> list(@Nullable Domain after, int limit) {
        return database.read(
                "list the domains",
                transaction -> Sql.list(
                        transaction,
                        SELECT + " WHERE domain > ? ORDER BY domain FETCH FIRST " + limit + " ROWS ONLY",
                        DomainStore::domain,
                        after == null ? "" : after.name()));
    }

    /// Makes a pool the home pool of a domain, which is one of the pool's or a subdomain of one.
    public Outcome<LocalDomain> put(Domain domain, PoolName pool, IfMatch ifMatch) {
        return database.change("set the home pool of " + domain, transaction -> {
            Optional<Pool> target = PoolStore.lock(transaction, pool);
            Optional<LocalDomain> before = find(transaction, domain, " FOR UPDATE");
            ifMatch.check(before.map(LocalDomain::version).orElse(0L));
            if (target.isEmpty()) {
                return new Outcome.Unmet<>("pool", "there is no pool \"" + pool + "\": PUT /pools/" + pool + " first");
            }
            if (!target.get().canAnswerFor(domain)) {
                return new Outcome.Unmet<>(
                        "domain",
                        "pool \"" + pool + "\" serves "
                                + target.get().settings().domains() + ", neither " + domain + " nor a domain above it");
            }
            if (before.isEmpty()) {
                return new Outcome.Created<>(insert(transaction, domain, pool));
            }
            return before.get().pool().equals(pool)
                    ? new Outcome.Unchanged<>(before.get())
                    : new Outcome.Changed<>(update(transaction, before.get(), pool));
        });
    }

    /// Removes a domain in which nobody has an account, so that its pool can be removed.
    public Outcome<LocalDomain> remove(Domain domain, IfMatch ifMatch) {
        return database.change("remove domain " + domain, transaction -> {
            Optional<LocalDomain> before = find(transaction, domain, " FOR UPDATE");
            if (before.isEmpty()) {
                return new Outcome.Missing<>("local domain \"" + domain + "\"");
            }
            ifMatch.check(before.get().version());
            int users = Sql.count(transaction, "SELECT COUNT(*) FROM users WHERE domain = ?", domain.name());
            if (users > 0) {
                return new Outcome.Conflict<>(users + " users have their address in " + domain + ": remove them first");
            }
            Sql.update(transaction, "DELETE FROM domains WHERE domain = ?", domain.name());
            Outbox.remove(transaction, Topics.POOLS, before.get().event().key());
            return new Outcome.Removed<>();
        });
    }

    /// The first pool that lists a domain becomes its home pool; the caller has locked the pool.
    static void homeIfNew(Connection transaction, Domain domain, PoolName pool) throws SQLException {
        if (find(transaction, domain, "").isEmpty()) {
            insert(transaction, domain, pool);
        }
    }

    private static Optional<LocalDomain> find(Connection transaction, Domain domain, String lock) throws SQLException {
        return Sql.first(transaction, SELECT + " WHERE domain = ?" + lock, DomainStore::domain, domain.name());
    }

    private static LocalDomain domain(ResultSet row) throws SQLException {
        return new LocalDomain(
                new Domain(row.getString("domain")), new PoolName(row.getString("pool")), row.getLong("version"));
    }

    private static LocalDomain insert(Connection transaction, Domain domain, PoolName pool) throws SQLException {
        LocalDomain created = new LocalDomain(domain, pool, 1);
        Sql.update(
                transaction,
                "INSERT INTO domains (domain, pool, version) VALUES (?, ?, ?)",
                domain.name(),
                pool.value(),
                created.version());
        Outbox.write(transaction, Topics.POOLS, created.event());
        return created;
    }

    private static LocalDomain update(Connection transaction, LocalDomain before, PoolName pool) throws SQLException {
        LocalDomain changed = new LocalDomain(before.domain(), pool, before.version() + 1);
        Sql.update(
                transaction,
                "UPDATE domains SET pool = ?, version = ? WHERE domain = ?",
                pool.value(),
                changed.version(),
                changed.domain().name());
        Outbox.write(transaction, Topics.POOLS, changed.event());
        return changed;
    }
}
