package org.rehome.e2e.peer;

/// A certificate and its key, as PEM.
///
/// @param chain the certificate, then those that lead to the authority
/// @param key PKCS #8
public record Identity(String chain, String key) {}
