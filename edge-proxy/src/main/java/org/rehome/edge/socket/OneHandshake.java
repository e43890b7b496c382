package org.rehome.edge.socket;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/// Lets an engine negotiate once. A server may ask for renegotiation in TLS 1.2, and the platform has a switch against
/// it for clients' requests only: so nothing is permitted any more when the first handshake is done, and another one
/// ends the connection (RFC 6120 §5.3.5).
final class OneHandshake implements AlgorithmConstraints {
    private volatile boolean over;

    /// The engine's handshake is done. TLS 1.3 knows no renegotiation, and goes on choosing algorithms.
    static void done(SSLEngine engine) {
        if (engine.getSSLParameters().getAlgorithmConstraints() instanceof OneHandshake once
                && engine.getSession().getProtocol().equals("TLSv1.2")) {
            once.over = true;
        }
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> uses, String algorithm, @Nullable AlgorithmParameters parameters) {
        return !over;
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> uses, Key key) {
        return !over;
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> uses, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return !over;
    }
}
