package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import org.rehome.edge.negotiation.EdgeFacts;

/// What every outbound stream works with.
public record OutboundParts(
        Vertx vertx, EdgeFacts facts, Tls tls, StreamTable table, StreamEvents events, StreamTimes limits) {}
