package org.rehome.edge.socket;

import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.HandshakeFailure;

/// What the handshake of a stream that we opened came to.
sealed interface OutboundOutcome {
    record Ready() implements OutboundOutcome {}

    record Verdict(AuthorityAnswer answer) implements OutboundOutcome {}

    /// @param host where the peer serves the domain: `host[:port]`
    record Redirected(String host) implements OutboundOutcome {}

    record Failed(HandshakeFailure failure, String detail) implements OutboundOutcome {}
}
