package org.rehome.edge.delivery;

/// What became of a barrier.
public enum Passage {
    /// The answer came: all that was sent before was processed.
    ANSWERED,
    /// The stream ended before the answer.
    STREAM_ENDED,
    /// No answer came in time.
    UNANSWERED
}
