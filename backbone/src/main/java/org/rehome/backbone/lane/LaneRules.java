package org.rehome.backbone.lane;

import java.time.Duration;

/// Decides about the head of a lane; see {@link LaneHandler}.
interface LaneRules {
    /// @param held how long its lane has waited here
    Verdict decide(LaneEntry entry, Duration held);
}
