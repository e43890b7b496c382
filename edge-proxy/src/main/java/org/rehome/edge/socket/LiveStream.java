package org.rehome.edge.socket;

import java.util.concurrent.CompletableFuture;

/// A stream as the rest of the edge sees it. Any thread may use it.
interface LiveStream {
    /// Whether the peer opened it.
    boolean inbound();

    /// The stream as it is now.
    CompletableFuture<StreamReport> report();

    /// The partners' standing or settings have changed: look again whether this stream may go on.
    void partnersChanged();

    /// What authorities say of certificates has changed: look again whether the peer's is still good.
    void certificatesChanged();

    /// Ends the stream in order.
    ///
    /// @param stopping true when the edge stops
    void end(boolean stopping);

    /// Completes when the connection is gone and nothing of it is under way any more.
    CompletableFuture<Void> finished();
}
