package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.csv.Flaws;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.User;
import org.rehome.directory.user.UserFile;

/// Takes the users of a file into the directory: all of them, or none.
public final class UserImport {
    private final Database database;

    public UserImport(Database database) {
        this.database = database;
    }

    public sealed interface Result {
        /// @param imported who were created, or whose policy the file has changed
        /// @param unchanged who were as the file says already
        record Imported(int imported, int unchanged) implements Result {}

        /// Nothing was written.
        record Refused(Flaws flaws) implements Result {}
    }

    public Result run(UserFile file) {
        return database.change("import " + file.lines().size() + " users", transaction -> {
            Check check = new Check(transaction, file);
            check.run();
            return check.flaws.isEmpty() ? write(transaction, file, check.existing) : new Result.Refused(check.flaws);
        });
    }

    private static Result write(Connection transaction, UserFile file, Map<Jid, UserRow> existing) throws SQLException {
        List<User> created = new ArrayList<>();
        int changed = 0;
        for (UserFile.Line line : file.lines()) {
            UserRow row = existing.get(line.jid());
            if (row == null) {
                Home home = new Home.Homed(line.pool(), Home.FIRST_EPOCH);
                created.add(new User(line.jid(), home, line.policy(), 1));
            } else if (file.namesPolicies() && !Objects.equals(row.user().policy(), line.policy())) {
                row.grant(transaction, line.policy());
                changed++;
            }
        }
        UserRow.insert(transaction, created);
        int imported = created.size() + changed;
        return new Result.Imported(imported, file.lines().size() - imported);
    }

    /// Compares the file with the directory, and locks what it names.
    private static final class Check {
        private final Connection transaction;
        private final UserFile file;
        private final Flaws flaws = new Flaws();
        private final Map<PoolName, Pool> pools = new HashMap<>();
        private final Set<PolicyId.Named> policies = new HashSet<>();
        private final Map<Jid, UserRow> existing = new HashMap<>();

        Check(Connection transaction, UserFile file) {
            this.transaction = transaction;
            this.file = file;
            flaws.addAll(file.flaws());
        }

        void run() throws SQLException {
            lockNamed();
            List<Jid> jids = file.lines().stream().map(UserFile.Line::jid).toList();
            for (UserRow row : UserRow.lock(transaction, jids)) {
                existing.put(row.jid(), row);
            }
            file.lines().forEach(this::check);
        }

        private void lockNamed() throws SQLException {
            Set<PoolName> namedPools = new TreeSet<>();
            Set<String> namedPolicies = new TreeSet<>();
            for (UserFile.Line line : file.lines()) {
                namedPools.add(line.pool());
                if (line.policy() != null) {
                    namedPolicies.add(line.policy().name());
                }
            }
            for (PoolName name : namedPools) {
                PoolStore.lock(transaction, name).ifPresent(pool -> pools.put(name, pool));
            }
            for (String name : namedPolicies) {
                PolicyId.Named policy = new PolicyId.Named(name);
                if (UserStore.isThere(transaction, policy)) {
                    policies.add(policy);
                }
            }
        }

        private void check(UserFile.Line line) {
            Pool pool = pools.get(line.pool());
            UserRow row = existing.get(line.jid());
            if (pool == null) {
                flaws.add(line.number(), "pool", "there is no pool \"" + line.pool() + "\"");
            } else if (!pool.serves(line.jid().domain())) {
                flaws.add(line.number(), "jid", UserStore.notServed(pool, line.jid()));
            } else if (row != null && !row.user().home().pool().equals(line.pool())) {
                flaws.add(line.number(), "pool", UserStore.livesElsewhere(row.user(), line.pool()));
            }
            if (line.policy() != null && !policies.contains(line.policy())) {
                flaws.add(line.number(), "policy", "there is no policy \"" + line.policy() + "\"");
            }
        }
    }
}
