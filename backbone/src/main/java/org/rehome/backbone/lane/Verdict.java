package org.rehome.backbone.lane;

import java.util.Optional;
import org.rehome.contracts.Topic;
import org.rehome.contracts.stanza.LaneStanza;

/// What is to become of the stanza at the head of its lane, now.
public sealed interface Verdict {
    /// It goes out on this stream.
    record Deliver(LaneStream stream) implements Verdict {}

    /// It waits, and all that is behind it on its lane.
    ///
    /// @param reason in the form of metrics, such as `user-moving`
    record Wait(String reason) implements Verdict {}

    /// It goes back to its sender as an error, which is a stanza on a lane of the other direction.
    ///
    /// @param reason in the form of metrics
    record Return(String reason, Topic.Stanzas topic, Reply reply) implements Verdict {}

    /// It ends here.
    record Drop(String reason) implements Verdict {}

    /// Makes the error for a stanza.
    @FunctionalInterface
    interface Reply {
        /// @return empty when the stanza may not be answered; it ends here
        Optional<LaneStanza> to(LaneStanza stanza);
    }
}
