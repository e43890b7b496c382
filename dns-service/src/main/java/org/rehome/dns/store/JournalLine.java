package org.rehome.dns.store;

/// An entry with its place in the chain.
///
/// @param sequence from 1
/// @param hash of the line before, and this line: nobody changes an earlier line unseen
public record JournalLine(long sequence, String hash, JournalEntry entry) {}
