package org.rehome.edge.negotiation;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// What a stream that we open has to do. What is sent in one step leaves in one piece.
public sealed interface OutboundAction {
    record SendHeader(StreamHeader header) implements OutboundAction {}

    record Send(String xml) implements OutboundAction {}

    /// Discard what was read, and begin TLS.
    ///
    /// @param local whose certificate we show
    /// @param partner the name that we ask for (SNI)
    record StartTls(Domain local, Domain partner) implements OutboundAction {}

    /// Discard what was read; a new header of the peer follows.
    record Restart() implements OutboundAction {}

    /// Stanzas may be sent.
    ///
    /// @param managed whether the peer acknowledges them (XEP-0198)
    /// @param limits what the peer takes
    record Ready(Authentication method, boolean managed, StreamFeature.Limits limits) implements OutboundAction {}

    /// The peer says how many stanzas it has handled.
    ///
    /// @param h modulo 2^32
    record Acknowledged(long h) implements OutboundAction {}

    /// The peer wants to know how many stanzas we have handled: none, for it sends none on a stream that we opened.
    record Acknowledge() implements OutboundAction {}

    /// The authoritative server's answer.
    record Verdict(AuthorityAnswer answer) implements OutboundAction {}

    /// The peer serves the domain at another place: `host[:port]` (RFC 6120 §4.9.3.19).
    record Redirected(String host) implements OutboundAction {}

    record Ignored(String what) implements OutboundAction {}

    /// The handshake came to nothing, or a ready stream is over.
    record Failed(HandshakeFailure failure, String detail) implements OutboundAction {}

    /// Our closing tag, behind a stream error if there is one; the connection ends when the peer has closed too.
    ///
    /// @param application the element of an application-specific condition; empty for none
    record Close(@Nullable StreamErrorCondition condition, String detail, String application)
            implements OutboundAction {
        Close(@Nullable StreamErrorCondition condition, String detail) {
            this(condition, detail, "");
        }
    }

    /// The connection ends without another word.
    record Abort() implements OutboundAction {}
}
