package org.rehome.directory.store;

import java.sql.SQLException;

/// The database could not do what was attempted: it is away, full or too busy.
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String outcome;

    /// @param atCommit true when the commit itself failed, after which it may be there nevertheless
    DatabaseFailure(String attempted, boolean atCommit, SQLException cause) {
        String outcome = "the database could not " + attempted
                + (atCommit ? ", perhaps it is written nevertheless" : ", nothing was changed");
        super(outcome + ": " + cause.getMessage(), cause);
        this.outcome = outcome;
    }

    /// What could not be done and what has become of it, without the database's own words.
    public String outcome() {
        return outcome;
    }
}
