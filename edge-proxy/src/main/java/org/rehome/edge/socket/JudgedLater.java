package org.rehome.edge.socket;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Lets every certificate through the TLS handshake: what it proves is judged afterwards, against the domain that the
/// stream header names, and a peer whose certificate proves nothing may still use dialback. Renegotiation, which would
/// change the certificate behind the back of that judgement, is refused (RFC 7590 §3).
final class JudgedLater extends X509ExtendedTrustManager {
    private static final String RENEGOTIABLE = "TLSv1.2";

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        refuseRenegotiation(engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        refuseRenegotiation(engine);
    }

    private static void refuseRenegotiation(@Nullable SSLEngine engine) throws CertificateException {
        // before the first handshake ends there is no session yet; TLS 1.3, which has one here, has no renegotiation
        if (engine != null && engine.getSession().getProtocol().equals(RENEGOTIABLE)) {
            throw new CertificateException("renegotiation is off");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket) {
        // judged later
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket) {
        // judged later
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        // judged later
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        // judged later
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        // no hint about what we trust: peers with a certificate send it
        return new X509Certificate[0];
    }
}
