package org.rehome.gateway.hook;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.gateway.lane.Quiesced;

/// A moving user may arrive, or cannot go.
///
/// @param refused why she cannot go; null when she can
/// @param transferred what hooks have brought to the new pool; null when they have not
public record Departed(
        Quiesced lane, @Nullable String refused, @Nullable AccountData transferred) {}
