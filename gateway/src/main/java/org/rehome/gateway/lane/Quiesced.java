package org.rehome.gateway.lane;

/// A moving user's lane is quiet: nothing more goes to her old pool, and what went there is confirmed, or
/// uncertain on a stream that was closed.
///
/// @param user the bare address
/// @param epoch of the move that this answers
public record Quiesced(String user, String move, long epoch) {}
