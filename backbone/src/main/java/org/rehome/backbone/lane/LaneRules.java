package org.rehome.backbone.lane;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides about the head of a lane; see {@link LaneHandler}.
interface LaneRules {
    /// @param held how long its lane has waited here
    Verdict decide(LaneEntry entry, Duration held);

    /// The pool that a stanza went to, or came from.
    @Nullable
    String pool(LaneEntry entry, LaneStream stream);
}
