package org.rehome.directory.store;

import java.sql.SQLException;

/// The database could not do what was attempted: it is away, full or too busy. Nothing was written.
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseFailure(String attempted, SQLException cause) {
        super("the database could not " + attempted + ", nothing was changed: " + cause.getMessage(), cause);
    }
}
