package org.rehome.edge.acknowledgement;

import java.util.HashSet;
import java.util.Set;

/// What may be acknowledged of a peer's stream. Its stanzas become durable in any order; acknowledged is only what has
/// nothing before it that is not, because the peer forgets all up to the number that it is told (XEP-0198 §4). Any
/// thread may use it.
public final class Handled {
    private static final long UNCOUNTED = -1;

    private final Set<Long> ahead = new HashSet<>();
    private boolean counting;
    private long taken;
    private long handled;

    /// The peer has enabled stream management: what comes from now on counts.
    public synchronized void begin() {
        counting = true;
    }

    public synchronized boolean counting() {
        return counting;
    }

    /// A stanza was read.
    ///
    /// @return its place, for `done`
    public synchronized long take() {
        return counting ? taken++ : UNCOUNTED;
    }

    /// A stanza is durable, or nothing more is to become of it.
    ///
    /// @return true when more may be acknowledged than before
    public synchronized boolean done(long place) {
        if (place == UNCOUNTED) {
            return false;
        }
        if (place < handled || place >= taken || !ahead.add(place)) {
            throw new IllegalArgumentException("stanza " + place + " of " + taken + " is not under way");
        }
        long before = handled;
        while (ahead.remove(handled)) {
            handled++;
        }
        return handled > before;
    }

    /// How many stanzas were read.
    public synchronized long taken() {
        return taken;
    }

    /// How many may be acknowledged.
    public synchronized long count() {
        return handled;
    }
}
