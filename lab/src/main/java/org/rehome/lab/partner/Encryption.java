package org.rehome.lab.partner;

/// Whether a partner encrypts its streams.
public enum Encryption {
    /// STARTTLS comes first, everything else is refused (RFC 7590 §3.1).
    REQUIRED,
    /// Plain text, as the oldest partners do.
    NOT_SUPPORTED
}
