package org.rehome.edge.negotiation;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;

/// What a stream that a peer opened to us has to do. What is sent in one step leaves in one piece.
public sealed interface InboundAction {
    record SendHeader(StreamHeader header) implements InboundAction {}

    record Send(String xml) implements InboundAction {}

    /// Discard what was read, and take TLS from the next byte on, with the certificate of this domain.
    record StartTls(Domain local) implements InboundAction {}

    /// Discard what was read; a new header follows.
    record Restart() implements InboundAction {}

    /// Ask the authoritative server of the pair's partner domain, over a connection of its own.
    record AskAuthority(DialbackRequest request) implements InboundAction {}

    /// Ask the legacy gateway about a key that is not ours.
    ///
    /// @param question its pair is our domain, whose key it may be, and the domain that asks
    record AskLegacy(DialbackRequest question) implements InboundAction {}

    /// From here on stanzas of the pair are accepted.
    record Authenticated(DomainPair pair, Authentication method) implements InboundAction {}

    /// The stanza is admitted to its lane.
    record Accept(Stanza stanza, DomainPair pair) implements InboundAction {}

    /// The stanza is not admitted; this error goes back to its sender by our stream to it.
    record Bounce(DomainPair pair, String error) implements InboundAction {}

    /// The stanza is not admitted, and may not be answered.
    record Drop(String why) implements InboundAction {}

    /// From here on stanzas are counted (XEP-0198 §4).
    record Count() implements InboundAction {}

    /// The peer wants to know how many stanzas are handled.
    record Acknowledge() implements InboundAction {}

    /// Something was ignored that is worth a line in the log.
    record Ignored(String what) implements InboundAction {}

    /// The reason and our closing tag, behind the last acknowledgement where there are any; reading goes on.
    ///
    /// @param condition null where a stream ends without an error
    record BeginClose(@Nullable StreamErrorCondition condition, String detail) implements InboundAction {}

    /// Our closing tag when all that was read is durable, then the connection ends.
    record FinishClose() implements InboundAction {}

    /// Error, closing tag and end of the connection.
    ///
    /// @param application the element of an application-specific condition; empty for none
    record Fail(StreamErrorCondition condition, HandshakeFailure failure, String detail, String application)
            implements InboundAction {
        Fail(StreamErrorCondition condition, HandshakeFailure failure, String detail) {
            this(condition, failure, detail, "");
        }
    }

    /// The connection ends without another word.
    record Abort(HandshakeFailure failure, String detail) implements InboundAction {}
}
