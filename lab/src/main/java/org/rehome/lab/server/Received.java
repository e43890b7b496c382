package org.rehome.lab.server;

import static java.util.Objects.requireNonNull;

import org.rehome.lab.stanza.Stanza;

/// A stanza in a user's session.
///
/// @param user bare address of the user
/// @param at when the server took it, by [System#nanoTime()]; the session may have come later
public record Received(String user, Stanza stanza, long at) {
    public Received {
        requireNonNull(user, "user");
        requireNonNull(stanza, "stanza");
    }
}
