package org.rehome.directory.store;

/// How a change ended.
public sealed interface Outcome<T> {

    /// It is as asked now; events tell of it.
    record Created<T>(T now) implements Outcome<T> {}

    /// It is as asked now; events tell of it.
    record Changed<T>(T now) implements Outcome<T> {}

    /// It was as asked already; nothing was written.
    record Unchanged<T>(T now) implements Outcome<T> {}

    /// It is gone.
    record Removed<T>() implements Outcome<T> {}

    /// There is no such thing.
    ///
    /// @param what such as `pool "old"`
    record Missing<T>(String what) implements Outcome<T> {}

    /// It is in use, or in a state that does not allow it.
    record Conflict<T>(String reason) implements Outcome<T> {}

    /// Something else has to be there first.
    ///
    /// @param precondition its short name
    record Unmet<T>(String precondition, String reason) implements Outcome<T> {}
}
