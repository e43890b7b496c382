/// The edge's sockets, on Vert.x event loops: connections, TLS, and the streams that carry out what the negotiations
/// decide. `S2sConnection` moves bytes, `InboundStream` and `OutboundStream` drive one negotiation each, `S2sServer`
/// accepts, `OutboundStreams` keeps one stream a pair. Nothing here blocks an event loop.
@NullMarked
package org.rehome.edge.socket;

import org.jspecify.annotations.NullMarked;
