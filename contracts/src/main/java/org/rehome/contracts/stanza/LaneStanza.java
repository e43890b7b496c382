package org.rehome.contracts.stanza;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;

/// A stanza on a lane. The XML is what the peer sent, byte for byte (prefixes that the peer declared on its
/// stream root are re-declared on the stanza, nothing else changes).
///
/// @param lane the key of its lane, see {@link #inboundLane} and {@link #outboundLane}
/// @param from the sender
/// @param to the recipient
/// @param kind what sort of stanza it is
/// @param receivedAt when it was read from the socket
/// @param stream the stream that it was read from, such as `edge-1/s2s/17`
/// @param trace one id for all that is logged about this stanza
/// @param returned why this is an error that goes back to the sender of another stanza; null for all others
/// @param xml the stanza, UTF-8
// the array is handed through, never compared: a copy per stanza would cost more than it protects
@SuppressWarnings("ArrayRecordComponent")
public record LaneStanza(
        String lane,
        Jid from,
        Jid to,
        StanzaKind kind,
        Instant receivedAt,
        String stream,
        String trace,
        @Nullable String returned,
        byte[] xml) {

    /// Inbound, a lane is a local user, or the domain that was addressed.
    public static String inboundLane(Jid to) {
        return to.bare().toString();
    }

    /// The same with other XML.
    public LaneStanza with(byte[] other) {
        return new LaneStanza(lane, from, to, kind, receivedAt, stream, trace, returned, other);
    }

    /// Outbound, a lane is a pair of domains: one stream carries it (RFC 6120 §10.1).
    public static String outboundLane(Domain local, Domain partner) {
        return local + ">" + partner;
    }
}
