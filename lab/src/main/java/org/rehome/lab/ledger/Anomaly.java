package org.rehome.lab.ledger;

import org.rehome.lab.stanza.StanzaKind;

/// One thing that went wrong, for the people who look for the cause.
public sealed interface Anomaly {
    /// Never delivered and never returned.
    record Lost(Token token, StanzaKind kind) implements Anomaly {}

    /// Delivered or returned once more.
    record Duplicated(Token token) implements Anomaly {}

    /// Delivered for the first time after a later message of its pair.
    ///
    /// @param after the highest sequence that had been delivered before
    record Reordered(Token token, long after) implements Anomaly {}

    /// Both delivered and returned.
    record Contradicted(Token token) implements Anomaly {}

    /// Delivered to somebody else.
    record Misdelivered(Token token, String to) implements Anomaly {}

    /// Delivered with another content than was sent.
    record Corrupted(Token token) implements Anomaly {}

    /// Delivered or returned without having been sent.
    record Unknown(Token token) implements Anomaly {}
}
