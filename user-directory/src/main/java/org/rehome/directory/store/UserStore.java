package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.outbox.Outbox;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.policy.EffectivePolicy;
import org.rehome.directory.policy.Policy;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.User;

/// Users. Their homes change in {@link Departures} and {@link Arrivals} alone.
public final class UserStore {
    private final Database database;

    public UserStore(Database database) {
        this.database = database;
    }

    public Optional<User> find(Jid jid) {
        return database.read("read user " + jid, transaction -> UserRow.find(transaction, jid)
                .map(UserRow::user));
    }

    /// Up to `limit` users by address.
    ///
    /// @param pool only those who live there; null for all
    /// @param after the last address of the page before; null for the first page
    public List<User> list(@Nullable PoolName pool, @Nullable String after, int limit) {
        String page = " AND jid > ? ORDER BY jid FETCH FIRST " + limit + " ROWS ONLY";
        String start = after == null ? "" : after;
        return database.read("list the users", transaction -> {
            List<UserRow> rows = pool == null
                    ? Sql.list(transaction, UserRow.SELECT + " WHERE TRUE" + page, UserRow::read, start)
                    : Sql.list(
                            transaction, UserRow.SELECT + " WHERE pool = ?" + page, UserRow::read, pool.value(), start);
            return rows.stream().map(UserRow::user).toList();
        });
    }

    /// Creates a user, or changes her policy. Does not move her.
    public Outcome<User> put(Jid jid, PoolName pool, PolicyId.@Nullable Named policy, IfMatch ifMatch) {
        return database.change("write user " + jid, transaction -> {
            Optional<Pool> home = PoolStore.lock(transaction, pool);
            boolean policyThere = isThere(transaction, policy);
            Optional<UserRow> before = UserRow.lock(transaction, jid);
            ifMatch.check(before.map(row -> row.user().version()).orElse(0L));
            if (home.isEmpty()) {
                return new Outcome.Unmet<>("pool", "there is no pool \"" + pool + "\": PUT /pools/" + pool + " first");
            }
            if (!home.get().serves(jid.domain())) {
                return new Outcome.Unmet<>("domain", notServed(home.get(), jid));
            }
            if (!policyThere) {
                return new Outcome.Unmet<>(
                        "policy", "there is no policy \"" + policy + "\": PUT /policies/" + policy + " first");
            }
            return before.isPresent()
                    ? change(transaction, before.get(), pool, policy)
                    : create(transaction, jid, pool, policy);
        });
    }

    private static Outcome<User> create(Connection transaction, Jid jid, PoolName pool, PolicyId.@Nullable Named policy)
            throws SQLException {
        User created = new User(jid, new Home.Homed(pool, Home.FIRST_EPOCH), policy, 1);
        UserRow.insert(transaction, List.of(created));
        return new Outcome.Created<>(created);
    }

    private static Outcome<User> change(
            Connection transaction, UserRow before, PoolName pool, PolicyId.@Nullable Named policy)
            throws SQLException {
        User user = before.user();
        if (!user.home().pool().equals(pool)) {
            return new Outcome.Conflict<>(livesElsewhere(user, pool));
        }
        if (Objects.equals(user.policy(), policy)) {
            return new Outcome.Unchanged<>(user);
        }
        before.grant(transaction, policy);
        return new Outcome.Changed<>(user.granted(policy));
    }

    /// Removes a user who is not moving.
    public Outcome<User> remove(Jid jid, IfMatch ifMatch) {
        return database.change("remove user " + jid, transaction -> {
            Optional<UserRow> before = UserRow.lock(transaction, jid);
            if (before.isEmpty()) {
                return new Outcome.Missing<>("user \"" + jid + "\"");
            }
            User user = before.get().user();
            ifMatch.check(user.version());
            if (user.home() instanceof Home.Moving moving) {
                return new Outcome.Conflict<>("user " + jid + " is moving to pool " + moving.to() + " (move "
                        + moving.move() + "): wait until she has arrived");
            }
            Sql.update(transaction, "DELETE FROM users WHERE jid = ?", jid.toString());
            Outbox.remove(transaction, Topics.USERS, user.event().key());
            return new Outcome.Removed<>();
        });
    }

    /// The policy that applies to a user; empty when there is no such user.
    public Optional<EffectivePolicy> effectivePolicy(Jid jid) {
        return database.read("read the policy of " + jid, transaction -> {
            Optional<User> user = UserRow.find(transaction, jid).map(UserRow::user);
            if (user.isEmpty()) {
                return Optional.empty();
            }
            PolicyId granted = user.get().policy();
            Policy ofUser = granted == null
                    ? null
                    : PolicyStore.find(transaction, granted, "").orElse(null);
            PolicyId poolPolicy = new PolicyId.OfPool(user.get().home().pool());
            Policy ofPool = PolicyStore.find(transaction, poolPolicy, "").orElse(null);
            Policy global = PolicyStore.find(transaction, new PolicyId.Global(), "")
                    .orElseThrow(() -> new SQLException("the global policy is missing"));
            return Optional.of(EffectivePolicy.of(ofUser, ofPool, global));
        });
    }

    static boolean isThere(Connection transaction, PolicyId.@Nullable Named policy) throws SQLException {
        return policy == null || PolicyStore.lock(transaction, policy).isPresent();
    }

    static String notServed(Pool pool, Jid jid) {
        return "pool \"" + pool.name() + "\" serves " + pool.settings().domains() + ", not " + jid.domain();
    }

    static String livesElsewhere(User user, PoolName pool) {
        String now =
                switch (user.home()) {
                    case Home.Homed homed -> "lives on pool \"" + homed.pool() + "\"";
                    case Home.Moving moving ->
                        "is moving from pool \"" + moving.from() + "\" to pool \"" + moving.to() + "\"";
                };
        return "user " + user.jid() + " " + now + ", and this does not bring her to pool \"" + pool
                + "\": POST /moves does";
    }
}
