package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/// Transactions on the directory's database.
public final class Database {
    /// A second transaction was faster, or both waited for each other; tried again it sees what the other
    /// has done. SQLSTATE of: unique key, serialization or deadlock (standard, PostgreSQL), lock timeout
    /// and concurrent update (H2).
    private static final Set<String> COLLISIONS = Set.of("23505", "40001", "40P01", "HYT00", "90131");

    private static final int ATTEMPTS = 5;

    /// H2's `DATABASE_ALREADY_OPEN_1`.
    private static final String FILE_IN_USE = "90020";

    private static final Duration REOPENED_WITHIN = Duration.ofSeconds(5);
    private static final Duration NEXT_LOOK = Duration.ofMillis(20);

    private final DataSource source;
    private final Runnable afterCommit;

    /// @param afterCommit told after each transaction that may have written events
    public Database(DataSource source, Runnable afterCommit) {
        this.source = source;
        this.afterCommit = afterCommit;
    }

    /// The commit failed.
    private static final class CommitFailure extends Exception {
        private static final long serialVersionUID = 1L;

        private final SQLException reason;

        CommitFailure(SQLException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /// Work inside one transaction; may run again when it collided with another, so it must do nothing else.
    @FunctionalInterface
    interface Work<T> {
        T in(Connection transaction) throws SQLException;
    }

    /// Reads from one transaction.
    ///
    /// @param attempted what for, such as `list the users`
    /// @throws DatabaseFailure when that fails
    <T> T read(String attempted, Work<T> work) {
        return transaction(attempted, work);
    }

    /// Commits what the work has written, or nothing of it.
    ///
    /// @param attempted what for, such as `register pool new`
    /// @throws DatabaseFailure when that fails
    <T> T change(String attempted, Work<T> work) {
        T result = transaction(attempted, work);
        afterCommit.run();
        return result;
    }

    private <T> T transaction(String attempted, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (CommitFailure e) {
                throw new DatabaseFailure(attempted, true, e.reason);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !COLLISIONS.contains(String.valueOf(e.getSQLState()))) {
                    throw new DatabaseFailure(attempted, false, e);
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException, CommitFailure {
        try (Connection transaction = connect()) {
            transaction.setAutoCommit(false);
            boolean committed = false;
            try {
                T result = work.in(transaction);
                commit(transaction);
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollback(transaction);
                }
            }
        }
    }

    /// After a full disk H2 has closed its file and opens it anew; for a moment it takes itself for
    /// somebody else who has the file in use. Nothing was done yet, so that is waited for.
    private Connection connect() throws SQLException {
        long deadline = System.nanoTime() + REOPENED_WITHIN.toNanos();
        while (true) {
            try {
                return source.getConnection();
            } catch (SQLException e) {
                if (!FILE_IN_USE.equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(NEXT_LOOK.toNanos());
            }
        }
    }

    /// Collisions show before; what fails here, a full disk for one, may have reached the file, and is not
    /// repeated.
    private static void commit(Connection transaction) throws SQLException, CommitFailure {
        try {
            transaction.commit();
        } catch (SQLException e) {
            if (COLLISIONS.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            throw new CommitFailure(e);
        }
    }

    /// A rollback that fails must not hide why there was one; the closed connection rolls back anyway.
    private static void rollback(Connection transaction) {
        try {
            transaction.rollback();
        } catch (SQLException e) {
            System.getLogger(Database.class.getName())
                    .log(System.Logger.Level.DEBUG, "rollback failed error={0}", e.getMessage());
        }
    }

    /// How many events wait to leave.
    public int outboxDepth() {
        return read("count the outbox", transaction -> Sql.count(transaction, "SELECT COUNT(*) FROM outbox"));
    }
}
