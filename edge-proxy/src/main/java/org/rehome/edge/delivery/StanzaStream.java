package org.rehome.edge.delivery;

import java.util.concurrent.CompletableFuture;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// An established stream to a partner. Any thread may use it.
public interface StanzaStream {
    /// Sends these bytes behind all that was sent before.
    ///
    /// @param stanzas how many stanzas they are, pings not counted
    void send(byte[] bytes, int stanzas);

    /// Says that so many of the stanzas that were sent are known to have been processed.
    void confirmed(int stanzas);

    /// Completes when the stream is over, with the reason.
    CompletableFuture<String> ended();

    /// Ends the stream with an error.
    void end(StreamErrorCondition condition, String detail);
}
