package org.rehome.edge.negotiation;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.DomainPair;

/// Where the handshake of a stream that a peer opened to us stands.
public sealed interface InboundState {

    /// The peer's header is next: at the start, after TLS and after SASL.
    ///
    /// @param authenticated the pair that SASL has authenticated; null before
    record AwaitHeader(Security security, @Nullable DomainPair authenticated) implements InboundState {}

    /// `<proceed/>` is sent; TLS is next.
    record Securing() implements InboundState {}

    /// Headers are exchanged. Stanzas are accepted for the verified pairs.
    record Open(Session session) implements InboundState {}

    /// Our closing tag is sent; what the peer had on its way is still accepted (RFC 6120 §4.4).
    record Draining(Session session) implements InboundState {}

    /// Nothing more is processed.
    record Closed() implements InboundState {}

    /// The state in a word, for operators.
    default String phase() {
        return switch (this) {
            case Open(var session) -> session.established() ? "established" : "negotiating";
            case AwaitHeader waiting -> "negotiating";
            case Securing securing -> "negotiating";
            case Draining draining -> "closing";
            case Closed closed -> "closing";
        };
    }

    /// What has been said on the stream since its last header.
    ///
    /// @param local our domain, the header's `to`
    /// @param from the peer's domain as its header has it; null when it has none
    /// @param id of our response header
    /// @param externalOffered whether SASL EXTERNAL is on offer
    /// @param challenged whether our challenge waits for its response
    /// @param attempts SASL attempts that failed
    /// @param verified the pairs that are authenticated
    /// @param asked the dialback keys that are being verified
    /// @param managed whether the peer has enabled stream management
    record Session(
            Domain local,
            @Nullable Domain from,
            String id,
            Security security,
            boolean externalOffered,
            boolean challenged,
            int attempts,
            Set<DomainPair> verified,
            Set<DialbackRequest> asked,
            boolean managed) {
        public Session {
            verified = Set.copyOf(verified);
            asked = Set.copyOf(asked);
        }

        boolean established() {
            return !verified.isEmpty();
        }

        Optional<Domain> peer() {
            return Optional.ofNullable(from);
        }

        Session withVerified(DomainPair pair) {
            Set<DomainPair> more = new HashSet<>(verified);
            more.add(pair);
            return with(challenged, attempts, more, asked);
        }

        Session withAsked(DialbackRequest request) {
            Set<DialbackRequest> more = new HashSet<>(asked);
            more.add(request);
            return with(challenged, attempts, verified, more);
        }

        Session withoutAsked(DialbackRequest request) {
            Set<DialbackRequest> fewer = new HashSet<>(asked);
            fewer.remove(request);
            return with(challenged, attempts, verified, fewer);
        }

        Session withChallenge() {
            return with(true, attempts, verified, asked);
        }

        Session withFailedAttempt() {
            return with(false, attempts + 1, verified, asked);
        }

        Session withManagement() {
            return new Session(local, from, id, security, externalOffered, challenged, attempts, verified, asked, true);
        }

        private Session with(
                boolean newChallenged, int newAttempts, Set<DomainPair> newVerified, Set<DialbackRequest> newAsked) {
            return new Session(
                    local,
                    from,
                    id,
                    security,
                    externalOffered,
                    newChallenged,
                    newAttempts,
                    newVerified,
                    newAsked,
                    managed);
        }
    }
}
