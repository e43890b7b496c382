package org.rehome.edge.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// An established stream to a partner. Any thread may use it.
public interface StanzaStream {
    /// Whether the partner acknowledges what is sent (XEP-0198): then `<r/>` asks it to.
    boolean acknowledged();

    /// The largest stanza that the partner takes (XEP-0478 §4.1).
    default long maxBytes() {
        return Long.MAX_VALUE;
    }

    /// Sends these bytes behind all that was sent before.
    ///
    /// @param stanzas how many stanzas of lanes they are
    /// @param own how many pings and errors of our own come with them
    void send(byte[] bytes, int stanzas, int own);

    /// Sends stanzas of lanes on a stream whose partner acknowledges them.
    ///
    /// @param handled told, on any thread, how many more of the stanzas that were sent with it the partner
    ///     has handled
    void send(byte[] bytes, int stanzas, IntConsumer handled);

    /// Says that so many of the stanzas that were sent are known to have been processed.
    void confirmed(int stanzas);

    /// Completes with the reason when the stream is to end soon: what was sent is to be confirmed first. Who
    /// sends on it sends nothing more, and ends it when that is so.
    CompletableFuture<String> retiring();

    /// Completes when the stream is over, with the reason.
    CompletableFuture<String> ended();

    /// Ends the stream with an error.
    void end(StreamErrorCondition condition, String detail);
}
