package org.rehome.lab.partner;

/// How a partner authenticates, and wants its peers to authenticate. What it offers and does is one or the other; it
/// answers `db:verify` in either case, because that speaks of keys that it made.
public enum Authentication {
    /// SASL EXTERNAL by certificate (XEP-0178).
    EXTERNAL,
    /// Dialback (XEP-0220).
    DIALBACK
}
