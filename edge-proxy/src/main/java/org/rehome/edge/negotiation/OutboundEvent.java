package org.rehome.edge.negotiation;

import org.rehome.edge.acknowledgement.Miscount;
import org.rehome.edge.trust.PeerCertificate;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// What happens to a stream that we open.
public sealed interface OutboundEvent {
    /// The connection is there.
    record Connected() implements OutboundEvent {}

    record HeaderArrived(StreamHeader header) implements OutboundEvent {}

    record ElementArrived(Frame frame) implements OutboundEvent {}

    record TlsEstablished(PeerCertificate certificate) implements OutboundEvent {}

    /// The peer sent its closing tag.
    record PeerClosed() implements OutboundEvent {}

    /// What the peer sent cannot be read.
    ///
    /// @param application the element of an application-specific condition; empty for none
    record Unreadable(StreamErrorCondition condition, String detail, String application) implements OutboundEvent {
        public Unreadable(StreamErrorCondition condition, String detail) {
            this(condition, detail, "");
        }
    }

    /// The peer acknowledges what cannot be.
    record Miscounted(Miscount miscount) implements OutboundEvent {}

    /// The time for the handshake is over.
    record TimeUp() implements OutboundEvent {}

    /// We want the stream to end.
    ///
    /// @param condition null to end it in order
    record EndWanted(@org.jspecify.annotations.Nullable StreamErrorCondition condition, String detail)
            implements OutboundEvent {}
}
