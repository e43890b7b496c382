package org.rehome.edge.trust;

import java.util.Locale;

/// Why a certificate does not prove a domain (RFC 6120 §13.7.2, §6.4.5; RFC 7590 §3.4).
public enum TrustFailure {
    /// The peer sent no certificate.
    ABSENT,
    EXPIRED,
    NOT_YET_VALID,
    /// No path leads to a trust anchor.
    UNKNOWN_AUTHORITY,
    /// It is signed by its own key and is no trust anchor.
    SELF_SIGNED,
    /// Its authority has revoked it, or an issuer's.
    REVOKED,
    /// It names another domain.
    WRONG_NAME,
    /// The TLSA records of the server are of other certificates (RFC 7671).
    TLSA_MISMATCH,
    /// It is trusted, and none of those that the partner's settings name.
    NOT_PINNED,
    /// It is for something else than servers or clients.
    WRONG_PURPOSE,
    /// An authority may not issue for these names (RFC 5280 §4.2.1.10).
    NAME_CONSTRAINT,
    /// An issuer may not issue certificates, or not so deep (RFC 5280 §4.2.1.9).
    NOT_AN_AUTHORITY,
    /// A key or signature algorithm is too weak.
    WEAK_ALGORITHM,
    BAD_SIGNATURE,
    TOO_MANY_NAMES,
    CHAIN_TOO_LONG,
    /// It cannot be read.
    MALFORMED;

    /// The form in logs and metrics, such as `not-yet-valid`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
