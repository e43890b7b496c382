package org.rehome.gateway.hook;

/// What came of a word about one user.
public sealed interface Said {
    /// It is as asked.
    record Done() implements Said {}

    /// Something that she had sent is not acknowledged yet; asking again waits again.
    record Waiting() implements Said {}

    /// The hook knows a higher epoch.
    record Stale(long epoch) implements Said {}

    /// The hook can never do it.
    record Refused(String reason) implements Said {}

    /// No answer, or one that says that it cannot now: to be asked again.
    record Later(String reason) implements Said {}
}
