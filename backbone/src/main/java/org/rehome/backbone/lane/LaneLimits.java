package org.rehome.backbone.lane;

import java.time.Duration;

/// Bounds of one partition.
///
/// @param stanzas in memory at most, with what was read at once above it
/// @param bytes in memory at most, likewise
/// @param holdInMemory how long a held lane stays in memory
record LaneLimits(int stanzas, long bytes, Duration holdInMemory) {}
