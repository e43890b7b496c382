package org.rehome.edge.negotiation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the handshake of a stream that we open stands.
public sealed interface OutboundState {

    /// Our header is sent; the peer's is next.
    ///
    /// @param authenticated whether SASL has succeeded on this connection
    record AwaitHeader(Security security, boolean authenticated) implements OutboundState {}

    /// The peer's header came; its features are next.
    record AwaitFeatures(Peer peer, boolean authenticated) implements OutboundState {}

    /// `<starttls/>` is sent.
    ///
    /// @param offered whether the peer had offered it
    record AwaitProceed(boolean offered) implements OutboundState {}

    /// TLS is being set up.
    record Securing() implements OutboundState {}

    /// `<auth/>` is sent.
    record AwaitSaslOutcome(Peer peer) implements OutboundState {}

    /// `db:result` is sent.
    record AwaitDialback(Peer peer) implements OutboundState {}

    /// `db:verify` is sent.
    record AwaitVerdict(Peer peer) implements OutboundState {}

    /// Stanzas may be sent as soon as the peer has said whether it acknowledges them: `<enable/>` is sent.
    record AwaitEnabled(Peer peer, Authentication method) implements OutboundState {}

    /// Stanzas may be sent.
    ///
    /// @param managed whether the peer acknowledges them (XEP-0198)
    record Ready(Peer peer, Authentication method, boolean managed) implements OutboundState {}

    /// Nothing more is processed, but for acknowledgements that are on their way.
    ///
    /// @param managed whether there can be any
    record Closed(boolean managed) implements OutboundState {
        public Closed() {
            this(false);
        }
    }

    /// Whether what the peer says comes encrypted, and there is still something to negotiate.
    default boolean negotiatesEncrypted() {
        return switch (this) {
            case AwaitHeader(var security, var authenticated) -> security.encrypted();
            case AwaitFeatures(var peer, var authenticated) -> peer.security().encrypted();
            case AwaitSaslOutcome(var peer) -> peer.security().encrypted();
            case AwaitDialback(var peer) -> peer.security().encrypted();
            case AwaitVerdict(var peer) -> peer.security().encrypted();
            case AwaitEnabled(var peer, var method) -> peer.security().encrypted();
            case AwaitProceed waiting -> false;
            case Securing waiting -> false;
            case Ready ready -> false;
            case Closed closed -> false;
        };
    }

    /// The state in a word, for operators.
    default String phase() {
        return switch (this) {
            case Ready ready -> "established";
            case Closed closed -> "closing";
            case AwaitHeader waiting -> "negotiating";
            case AwaitFeatures waiting -> "negotiating";
            case AwaitProceed waiting -> "negotiating";
            case Securing waiting -> "negotiating";
            case AwaitSaslOutcome waiting -> "negotiating";
            case AwaitDialback waiting -> "negotiating";
            case AwaitVerdict waiting -> "negotiating";
            case AwaitEnabled waiting -> "negotiating";
        };
    }

    /// What the peer has said since its last header.
    ///
    /// @param id of its header; null when it has none, and dialback is impossible
    /// @param modern version 1.0 or later, so features follow
    /// @param dialbackDeclared whether its header declares the dialback namespace
    /// @param features as offered
    record Peer(
            Security security,
            @Nullable String id,
            boolean modern,
            boolean dialbackDeclared,
            List<StreamFeature> features) {
        public Peer {
            features = List.copyOf(features);
        }

        Peer offering(List<StreamFeature> offered) {
            return new Peer(security, id, modern, dialbackDeclared, offered);
        }

        boolean knowsDialback() {
            return dialbackDeclared || features.stream().anyMatch(StreamFeature.Dialback.class::isInstance);
        }
    }
}
