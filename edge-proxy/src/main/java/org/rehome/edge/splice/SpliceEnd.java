package org.rehome.edge.splice;

import java.util.Locale;

/// Why a spliced connection is over; the reasons by which ends are counted.
public enum SpliceEnd {
    /// The partner's server closed first.
    PARTNER_CLOSED,
    /// The legacy gateway closed first.
    LEGACY_CLOSED,
    /// It was cut, quiet.
    CUT,
    /// It was cut by force: what was under way may be lost, or come twice.
    FORCED,
    /// The connection broke, on either side.
    BROKEN,
    /// The edge stops.
    STOPPING;

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
