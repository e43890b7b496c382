package org.rehome.e2e.coexistence;

import java.util.Locale;

/// The states of a partner, in the order in which it goes through them.
enum PartnerState {
    LEGACY,
    STAGED,
    ENABLED,
    /// What is sent meanwhile arrives when it is resumed.
    PAUSED,
    /// To the legacy gateway, after it was enabled.
    RETURNED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
