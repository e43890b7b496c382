package org.rehome.lab.partner;

import java.net.InetSocketAddress;
import java.util.Optional;

/// An authenticated stream of a partner, for those who watch.
///
/// @param direction who opened it
/// @param pair the partner's domain and the remote one
/// @param remote address of the connection's other end
/// @param tls protocol version, empty in plain text
public record PartnerStream(Direction direction, DomainPair pair, InetSocketAddress remote, Optional<String> tls) {
    /// Who opened a stream.
    public enum Direction {
        /// The peer did; its stanzas come in.
        INBOUND,
        /// The partner did; its stanzas go out.
        OUTBOUND
    }
}
