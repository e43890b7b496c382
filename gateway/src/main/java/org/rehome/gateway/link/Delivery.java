package org.rehome.gateway.link;

/// What became of stanzas that were to go to a pool.
public sealed interface Delivery {

    /// The pool has processed all of them (the ordered ping barrier).
    record Confirmed() implements Delivery {}

    /// None of them has left.
    record NotSent(String reason) implements Delivery {}

    /// Some may have been processed. The stream is closed.
    record Uncertain(String reason) implements Delivery {}

    /// Stanzas that were written and wait for their barrier.
    @FunctionalInterface
    interface Pending {
        /// Waits for the outcome; bounded by the barrier's time.
        Delivery await() throws InterruptedException;
    }
}
