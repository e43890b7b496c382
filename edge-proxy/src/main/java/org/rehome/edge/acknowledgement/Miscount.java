package org.rehome.edge.acknowledgement;

/// An acknowledgement that cannot be (XEP-0198 §6).
public sealed interface Miscount {
    /// Of more than was sent.
    record TooHigh(long h, long sent) implements Miscount {}

    /// Of less than the last one.
    record GoneBack(long h, long before) implements Miscount {}
}
