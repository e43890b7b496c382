package org.rehome.lab.ledger;

/// News of a message of which there had been news before: what a crash may cause, and nothing else.
///
/// @param contradicted whether it was delivered the one time and returned the other
/// @param firstAt when the first news came, and
/// @param at when this came, by [System#nanoTime()]
public record Repeat(Token token, boolean contradicted, long firstAt, long at) {}
