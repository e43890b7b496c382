package org.rehome.lab.partner;

/// How a server authenticates, and wants its peers to authenticate. It answers `db:verify` in any case, because that
/// speaks of keys that it made.
public enum Authentication {
    /// SASL EXTERNAL by certificate (XEP-0178).
    EXTERNAL,
    /// Dialback (XEP-0220).
    DIALBACK,
    /// SASL EXTERNAL where the peer offers it, else dialback; peers may do the one or the other.
    EITHER
}
