package org.rehome.edge.delivery;

import org.rehome.edge.partner.DomainPair;

/// Whether a stanza answers a ping.
public sealed interface Answer {
    /// One of ours, in time or late: it is nobody else's.
    record Ours() implements Answer {}

    /// One of another edge, which is to be told.
    ///
    /// @param id the ping's
    /// @param pair the local domain that was answered, and the partner's that has answered
    record Elsewhere(String edge, String id, DomainPair pair) implements Answer {}

    /// No ping of an edge: a stanza as others.
    record None() implements Answer {}
}
