package org.rehome.gateway.link;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// How a component stream is.
///
/// @param stream `injection` or `capture`
/// @param name the component's name
/// @param since when it came into this state
/// @param reason why it is not open; null when it is
public record LinkStatus(
        PoolName pool,
        String stream,
        Domain name,
        State state,
        Instant since,
        @Nullable String reason) {

    public enum State {
        OPEN,
        CONNECTING,
        DOWN;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
