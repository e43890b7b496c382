package org.rehome.contracts.event;

import org.rehome.contracts.address.Domain;

/// What one edge has learned for another. A partner answers a ping on its own stream to us, and that may end at another
/// edge than the one that has sent the ping.
public sealed interface ConfirmationEvent extends Event {

    /// A partner has answered a ping, and so has processed all that was sent before it.
    ///
    /// @param edge the id of the edge that waits for the answer
    /// @param id the ping's
    /// @param local the local domain, which the ping came from
    /// @param partner the domain that was pinged and has answered, authenticated on the stream of its answer
    /// @param by the id of the edge where the answer arrived
    record PingAnswered(String edge, String id, Domain local, Domain partner, String by) implements ConfirmationEvent {
        @Override
        public String key() {
            return edge;
        }
    }
}
