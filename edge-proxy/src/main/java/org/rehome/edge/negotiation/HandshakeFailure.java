package org.rehome.edge.negotiation;

import java.util.Locale;

/// Why a handshake came to nothing; the reasons by which failures are counted.
public enum HandshakeFailure {
    /// The stream was not well-formed, too large, or broke a rule of streams.
    STREAM,
    /// The addresses of the header are not ours, or no addresses.
    ADDRESS,
    /// The peer's domain is not admitted here.
    NOT_ADMITTED,
    /// There is no certificate for our own domain.
    NO_CERTIFICATE,
    /// Encryption was required, and did not come.
    TLS_REQUIRED,
    /// The TLS handshake failed.
    TLS_FAILED,
    /// The peer's certificate does not prove its domain, and nothing else is allowed.
    UNTRUSTED_CERTIFICATE,
    /// No method that both sides allow.
    NO_METHOD,
    /// SASL was refused.
    NOT_AUTHORIZED,
    /// The authoritative server does not know the key.
    DIALBACK_INVALID,
    /// Dialback ended with an error.
    DIALBACK_ERROR,
    /// Stanzas before authentication, or for a domain pair that is not authenticated.
    UNAUTHENTICATED_STANZA,
    /// The peer has another stream of the pair, and does not want a second one.
    CONFLICT,
    /// The peer ended the stream with an error.
    PEER_ERROR,
    /// The peer went away.
    PEER_CLOSED,
    /// Connections of its domain pair still pass through to the legacy gateway.
    STILL_SPLICED,
    /// What an earlier stream of its domain pair brought is not taken yet.
    EARLIER_STREAM,
    /// It took too long.
    TIMEOUT,
    /// We are stopping.
    STOPPING;

    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
