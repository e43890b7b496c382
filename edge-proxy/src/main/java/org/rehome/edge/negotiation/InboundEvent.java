package org.rehome.edge.negotiation;

import org.rehome.edge.trust.PeerCertificate;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// What happens to a stream that a peer opened to us.
public sealed interface InboundEvent {
    record HeaderArrived(StreamHeader header) implements InboundEvent {}

    record ElementArrived(Frame frame) implements InboundEvent {}

    /// The peer begins with TLS instead of a header (XEP-0368).
    record TlsBegun() implements InboundEvent {}

    record TlsEstablished(PeerCertificate certificate) implements InboundEvent {}

    record AuthorityAnswered(DialbackRequest request, AuthorityAnswer answer) implements InboundEvent {}

    /// The legacy gateway has said whether a key is its own, or could not be asked.
    record LegacyAnswered(DialbackRequest question, AuthorityAnswer answer) implements InboundEvent {}

    /// The peer sent its closing tag.
    record PeerClosed() implements InboundEvent {}

    /// What the peer sent cannot be read.
    ///
    /// @param application the element of an application-specific condition; empty for none
    record Unreadable(StreamErrorCondition condition, String detail, String application) implements InboundEvent {
        public Unreadable(StreamErrorCondition condition, String detail) {
            this(condition, detail, "");
        }
    }

    /// The time for the handshake is over.
    record TimeUp() implements InboundEvent {}

    /// The peer's certificate, or one that it rests on, has expired.
    record CertificateExpired(String detail) implements InboundEvent {}

    /// The partners' settings have changed, and forbid the stream. What the peer has on its way is still taken.
    record Forbidden(StreamErrorCondition condition, String why) implements InboundEvent {}

    /// Nothing has come for longer than a peer may be silent: the stream is closed, without an error
    /// (RFC 6120 §4.6).
    record Silent() implements InboundEvent {}

    /// We want the stream to end; what the peer has on its way is still taken.
    ///
    /// @param stopping true when the edge stops, false when only this stream ends
    record EndWanted(boolean stopping) implements InboundEvent {}
}
