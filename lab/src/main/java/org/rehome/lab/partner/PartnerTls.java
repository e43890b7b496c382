package org.rehome.lab.partner;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.rehome.lab.certificate.LabIdentity;

/// Puts TLS on connections. Whom to trust is judged after the handshake, because it depends on what the stream header
/// says and on whether dialback may stand in (RFC 6120 §13.7).
public final class PartnerTls {
    private final LabIdentity identity;
    private final String[] protocols;

    public PartnerTls(LabIdentity identity, List<String> protocols) {
        this.identity = identity;
        this.protocols = protocols.toArray(String[]::new);
    }

    LabIdentity identity() {
        return identity;
    }

    public SSLSocket client(Socket tcp, String domain) throws IOException {
        SSLSocket tls = wrap(tcp, domain);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setServerNames(List.of(new SNIHostName(domain)));
        tls.setSSLParameters(parameters);
        tls.setUseClientMode(true);
        tls.startHandshake();
        return tls;
    }

    SSLSocket server(Socket tcp) throws IOException {
        SSLSocket tls = wrap(tcp, tcp.getInetAddress().getHostAddress());
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setWantClientAuth(true);
        tls.setSSLParameters(parameters);
        tls.setUseClientMode(false);
        tls.startHandshake();
        return tls;
    }

    /// A context for each connection: no session is resumed, so that a peer's new certificate is seen at once.
    private SSLSocket wrap(Socket tcp, String host) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new SingleKey(identity)}, new TrustManager[] {new JudgedLater()}, null);
            return (SSLSocket) context.getSocketFactory().createSocket(tcp, host, tcp.getPort(), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static final class JudgedLater extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
