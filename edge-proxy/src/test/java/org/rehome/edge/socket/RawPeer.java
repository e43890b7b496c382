package org.rehome.edge.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.certificate.LabIdentity;

/// A peer that sends what a test wants, byte for byte, and shows what comes back.
public final class RawPeer implements AutoCloseable {
    static final String STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    static final String AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='EXTERNAL'>=</auth>";
    static final String STARTTLS_OFFER = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>";
    static final String PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    static final String EXTERNAL =
            "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>EXTERNAL</mechanism></mechanisms>";
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket tcp;
    private Socket socket;
    private final StringBuilder read = new StringBuilder();

    public RawPeer(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private RawPeer(Socket connected) throws IOException {
        tcp = connected;
        tcp.setSoTimeout(PATIENCE_MILLIS);
        tcp.setTcpNoDelay(true);
        socket = tcp;
    }

    static String header(String from, String to) {
        return "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback'"
                + " xmlns:stream='http://etherx.jabber.org/streams' from='" + from + "' to='" + to
                + "' version='1.0'>";
    }

    public RawPeer send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawPeer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /// Reads until this text has come.
    ///
    /// @return what came up to it
    public String await(String text) throws IOException {
        byte[] buffer = new byte[8192];
        while (read.indexOf(text) < 0) {
            int count = read(buffer);
            if (count < 0) {
                throw new AssertionError("closed before \"" + text + "\" came: " + read);
            }
            read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        int end = read.indexOf(text) + text.length();
        String came = read.substring(0, end);
        read.delete(0, end);
        return came;
    }

    private int read(byte[] buffer) throws IOException {
        try {
            InputStream in = socket.getInputStream();
            return in.read(buffer);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came; before: " + read, e);
        } catch (SocketException e) {
            return -1;
        }
    }

    /// The next bytes of the connection, as they are.
    byte[] readBytes(int count) throws IOException {
        byte[] bytes = socket.getInputStream().readNBytes(count);
        if (bytes.length < count) {
            throw new AssertionError("closed after " + bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /// Whether nothing comes for as long as this.
    public boolean isQuiet(Duration quiet) throws IOException {
        byte[] buffer = new byte[8192];
        tcp.setSoTimeout(Math.toIntExact(quiet.toMillis()));
        try {
            int count = socket.getInputStream().read(buffer);
            read.append(new String(buffer, 0, Math.max(0, count), StandardCharsets.UTF_8));
            return false;
        } catch (SocketTimeoutException e) {
            return read.isEmpty();
        } finally {
            tcp.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /// Nothing comes for as long as this.
    public void expectNothing(Duration quiet) throws IOException {
        tcp.setSoTimeout(Math.toIntExact(quiet.toMillis()));
        try {
            int next = socket.getInputStream().read();
            throw new AssertionError("something came: " + read + (char) next);
        } catch (SocketTimeoutException e) {
            if (!read.isEmpty()) {
                throw new AssertionError("something had come: " + read, e);
            }
        } finally {
            tcp.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /// Reads until the other side closes.
    ///
    /// @return what came
    public String awaitEnd() throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = read(buffer); count >= 0; count = read(buffer)) {
            read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
        String came = read.toString();
        read.setLength(0);
        return came;
    }

    /// STARTTLS up to the handshake.
    public RawPeer secure(String from, String to, @Nullable LabIdentity identity, String... versions) throws Exception {
        send(header(from, to));
        await("</stream:features>");
        send(STARTTLS);
        await("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        return handshake(identity, versions);
    }

    RawPeer handshake(@Nullable LabIdentity identity, String... versions) throws Exception {
        SSLSocket tls = (SSLSocket)
                context(identity).getSocketFactory().createSocket(socket, "example.test", socket.getPort(), true);
        if (versions.length > 0) {
            tls.setEnabledProtocols(versions);
        }
        tls.startHandshake();
        socket = tls;
        return this;
    }

    /// TLS from the first byte on.
    ///
    /// @param name the one that is asked for; null to ask for none
    /// @param applications the application protocols that are offered
    RawPeer direct(@Nullable String name, @Nullable LabIdentity identity, String... applications) throws Exception {
        SSLSocket tls = (SSLSocket) context(identity).getSocketFactory().createSocket(tcp, null, tcp.getPort(), true);
        tls.setUseClientMode(true);
        SSLParameters parameters = tls.getSSLParameters();
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        parameters.setApplicationProtocols(applications);
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        socket = tls;
        return this;
    }

    /// Authenticates by EXTERNAL, until stanzas may be sent.
    public RawPeer authenticate(String from, String to, LabIdentity identity) throws Exception {
        secure(from, to, identity);
        send(header(from, to));
        await("</stream:features>");
        send(AUTH);
        await("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        send(header(from, to));
        await("</stream:features>");
        return this;
    }

    /// The next connection of an edge, which begins with TLS.
    ///
    /// @param applications the application protocols that are known
    static RawPeer acceptDirect(ServerSocket server, String version, LabIdentity identity, String... applications)
            throws Exception {
        RawPeer peer = new RawPeer(server.accept());
        SSLSocket tls = (SSLSocket) context(identity).getSocketFactory().createSocket(peer.socket, null, true);
        tls.setUseClientMode(false);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setApplicationProtocols(applications);
        parameters.setProtocols(new String[] {version});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        peer.socket = tls;
        return peer;
    }

    /// The next connection of an edge, which authenticates by EXTERNAL, until stanzas may come.
    ///
    /// @param features those that are offered in the end
    public static RawPeer accept(ServerSocket server, String domain, LabIdentity identity, String features)
            throws Exception {
        RawPeer peer = acceptSecured(server, domain, identity);
        peer.answerHeader(domain, EXTERNAL);
        peer.await("</auth>");
        peer.send("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        peer.answerHeader(domain, features);
        return peer;
    }

    /// The next connection of an edge, up to the TLS handshake.
    static RawPeer acceptSecured(ServerSocket server, String domain, LabIdentity identity) throws Exception {
        RawPeer peer = accept(server);
        peer.answerHeader(domain, STARTTLS_OFFER);
        peer.await(STARTTLS);
        peer.send(PROCEED);
        return peer.acceptHandshake(identity);
    }

    /// The next connection of an edge.
    static RawPeer accept(ServerSocket server) throws IOException {
        return new RawPeer(server.accept());
    }

    RawPeer acceptHandshake(LabIdentity identity) throws Exception {
        SSLSocket tls = (SSLSocket) context(identity).getSocketFactory().createSocket(socket, null, true);
        tls.setUseClientMode(false);
        tls.startHandshake();
        socket = tls;
        return this;
    }

    /// @return the header of the edge
    String answerHeader(String domain, String features) throws IOException {
        String header = await("<stream:stream") + await(">");
        send(answer(domain) + "<stream:features>" + features + "</stream:features>");
        return header;
    }

    static String answer(String domain) {
        return "<?xml version='1.0'?><stream:stream xmlns='jabber:server' xmlns:db='jabber:server:dialback'"
                + " xmlns:stream='http://etherx.jabber.org/streams' from='" + domain + "' id='s1' version='1.0'>";
    }

    /// The certificate that the other side has shown.
    public X509Certificate shown() throws SSLPeerUnverifiedException {
        return (X509Certificate) tls().getSession().getPeerCertificates()[0];
    }

    SSLSocket tls() {
        return (SSLSocket) socket;
    }

    private static SSLContext context(@Nullable LabIdentity identity) throws GeneralSecurityException, IOException {
        KeyManager[] keys = null;
        if (identity != null) {
            char[] password = "x".toCharArray();
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(identity.keyStore(password), password);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() throws IOException {
        // TLS would wait for a writer that waits for us
        tcp.close();
    }
}
