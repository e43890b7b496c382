package org.rehome.directory.store;

/// The version that a caller thinks a thing has.
@FunctionalInterface
public interface IfMatch {
    /// No condition.
    IfMatch ANY = version -> {};

    /// Asked inside the transaction, about a row that is locked; 0 when there is none. Refuses by throwing, which
    /// rolls back.
    void check(long version);
}
