package org.rehome.gateway.client;

/// How a test user's connection to its pool is protected.
public enum ClientTls {
    /// TLS, and the pool's certificate has to prove the user's domain.
    VERIFIED,
    /// TLS with any certificate; for labs.
    UNVERIFIED,
    /// Plain text; for labs.
    NONE
}
