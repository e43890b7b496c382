package org.rehome.edge.probe;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.HandshakeFailure;
import org.rehome.edge.trust.PeerCertificate;

/// How far one stream to a partner came.
///
/// @param encryption version and cipher suite of TLS; null in plain text
/// @param certificate what the peer showed; null in plain text
/// @param method how the stream was authenticated; null when it was not
/// @param failure why it was not; null when it was
/// @param detail of the failure, in words
/// @param millis from the connection to the end of the handshake
/// @param redirections where the peers have sent us on the way, as `host[:port]`, in their order
public record Walk(
        @Nullable String encryption,
        @Nullable PeerCertificate certificate,
        @Nullable Authentication method,
        @Nullable HandshakeFailure failure,
        String detail,
        long millis,
        List<String> redirections) {

    public Walk {
        redirections = List.copyOf(redirections);
    }

    boolean arrived() {
        return method != null;
    }

    boolean encrypted() {
        return encryption != null;
    }

    Optional<PeerCertificate.Untrusted> objection(Domain partner, Set<String> pins) {
        return Optional.ofNullable(certificate).flatMap(shown -> shown.objection(partner, pins));
    }
}
