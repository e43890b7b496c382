package org.rehome.edge.socket;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;

/// Event loops to live on.
final class Contexts {

    private Contexts() {}

    /// A context on the next event loop, whatever thread asks.
    static Context eventLoop(Vertx vertx) {
        return ((VertxInternal) vertx).createEventLoopContext();
    }
}
