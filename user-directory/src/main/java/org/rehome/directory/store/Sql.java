package org.rehome.directory.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Statements with their arguments.
final class Sql {
    /// SQLSTATE of a transaction that shall run again.
    static final String COLLISION = "40001";

    private static final int FETCH = 1000;
    private static final int BATCH = 500;

    private Sql() {}

    /// Reads one row.
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> list(Connection transaction, String sql, Reader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            // PostgreSQL's driver holds a whole answer in memory otherwise
            statement.setFetchSize(FETCH);
            bind(statement, arguments);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        }
    }

    static <T> Optional<T> first(Connection transaction, String sql, Reader<T> reader, @Nullable Object... arguments)
            throws SQLException {
        List<T> found = list(transaction, sql, reader, arguments);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    static int count(Connection transaction, String sql, @Nullable Object... arguments) throws SQLException {
        return first(transaction, sql, row -> row.getInt(1), arguments).orElse(0);
    }

    /// @return how many rows it changed
    static int update(Connection transaction, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    /// Changes one row for each of the things, or fails as when two transactions collide.
    static <T> void batch(Connection transaction, String sql, List<T> things, Function<T, @Nullable Object[]> arguments)
            throws SQLException {
        for (int changed : changedBy(transaction, sql, things, arguments)) {
            if (changed != 1) {
                throw new SQLException("a row was changed by another transaction: " + sql, COLLISION);
            }
        }
    }

    /// @return how many rows it has changed, thing by thing
    static <T> List<Integer> changedBy(
            Connection transaction, String sql, List<T> things, Function<T, @Nullable Object[]> arguments)
            throws SQLException {
        List<Integer> changed = new ArrayList<>(things.size());
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int from = 0; from < things.size(); from += BATCH) {
                for (T thing : things.subList(from, Math.min(from + BATCH, things.size()))) {
                    bind(statement, arguments.apply(thing));
                    statement.addBatch();
                }
                for (int each : statement.executeBatch()) {
                    changed.add(each);
                }
            }
        }
        return changed;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            statement.setObject(i + 1, argument instanceof Instant instant ? at(instant) : argument);
        }
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /// `?, ?, ?`
    static String marks(int count) {
        return String.join(", ", java.util.Collections.nCopies(count, "?"));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
