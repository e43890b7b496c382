package org.rehome.lab.ledger;

/// What the ledger made of a delivery or a return.
public enum Verdict {
    /// The first news of this message, and in order.
    SETTLED,
    /// The first news of this message, but a later one of its pair was delivered before.
    REORDERED,
    /// Delivered or returned a second time.
    DUPLICATED,
    /// Delivered after it was returned, or returned after it was delivered: its sender was told something wrong.
    CONTRADICTED,
    /// Delivered to somebody else.
    MISDELIVERED,
    /// Delivered with another content.
    CORRUPTED,
    /// This ledger never sent it.
    UNKNOWN,
    /// It belongs to the ledger of another run.
    OTHER_RUN
}
