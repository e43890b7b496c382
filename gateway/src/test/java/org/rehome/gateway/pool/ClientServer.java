package org.rehome.gateway.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.certificate.LabIdentity;

/// A small server for the clients of one domain (RFC 6120), which answers stanzas as a test tells it to. It
/// reads and writes XML by itself.
public final class ClientServer implements AutoCloseable {
    private static final String STREAMS = "http://etherx.jabber.org/streams";
    private static final String SASL = "urn:ietf:params:xml:ns:xmpp-sasl";
    private static final String TLS = "urn:ietf:params:xml:ns:xmpp-tls";

    private final String domain;
    private final String password;
    private final @Nullable LabIdentity identity;
    private final ServerSocket accepting;
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Function<String, String> answers = stanza -> "";

    /// @param identity for STARTTLS; null where TLS is not offered
    public ClientServer(String domain, String password, @Nullable LabIdentity identity) throws IOException {
        this.domain = domain;
        this.password = password;
        this.identity = identity;
        this.accepting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::acceptAll);
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = accepting.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // stopped
        }
    }

    private void serve(Socket socket) {
        try (Conversation conversation = new Conversation(socket)) {
            conversation.hold();
        } catch (IOException | GeneralSecurityException e) {
            // the client has gone, or does not like the certificate
        } finally {
            open.remove(socket);
        }
    }

    public int port() {
        return accepting.getLocalPort();
    }

    /// What it says to each stanza after the login; requests for the roster and for resources apart.
    public void answers(Function<String, String> to) {
        answers = to;
    }

    /// The stanzas that came after the login.
    public List<String> received() {
        return received;
    }

    /// Whether a client is connected.
    public boolean isInUse() {
        return !open.isEmpty();
    }

    public static String attribute(String stanza, String name) {
        return ElementSplitter.attribute(stanza, name).orElse("");
    }

    @Override
    public void close() throws IOException {
        accepting.close();
        for (Socket each : open) {
            each.close();
        }
    }

    private final class Conversation implements AutoCloseable {
        private Socket socket;
        private ElementSplitter splitter = new ElementSplitter();
        private final Deque<String> read = new ArrayDeque<>();

        Conversation(Socket socket) {
            this.socket = socket;
        }

        void hold() throws IOException, GeneralSecurityException {
            if (identity != null) {
                header("<starttls xmlns='" + TLS + "'><required/></starttls>");
                next();
                send("<proceed xmlns='" + TLS + "'/>");
                secure(identity);
            }
            header("<mechanisms xmlns='" + SASL + "'><mechanism>PLAIN</mechanism></mechanisms>");
            if (!isPassword(next())) {
                send("<failure xmlns='" + SASL + "'><not-authorized/></failure>");
                next();
                return;
            }
            send("<success xmlns='" + SASL + "'/>");
            header("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>");
            String bind = next();
            send("<iq type='result' id='" + attribute(bind, "id") + "'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                    + "<jid>alice@" + domain + "/test</jid></bind></iq>");
            for (String stanza = next(); !stanza.equals("</stream:stream>"); stanza = next()) {
                received.add(stanza);
                send(answers.apply(stanza));
            }
            send("</stream:stream>");
        }

        private void header(String features) throws IOException {
            next();
            send("<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='" + STREAMS + "' from='"
                    + domain + "' id='s1' version='1.0'><stream:features>" + features + "</stream:features>");
        }

        private boolean isPassword(String auth) {
            String text = auth.substring(auth.indexOf('>') + 1, auth.lastIndexOf('<'));
            return new String(Base64.getDecoder().decode(text), UTF_8).endsWith("\0alice\0" + password);
        }

        private void secure(LabIdentity own) throws IOException, GeneralSecurityException {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own.keyStore(new char[0]), new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            socket = tls;
            splitter = new ElementSplitter();
        }

        private String next() throws IOException {
            byte[] buffer = new byte[8192];
            while (read.isEmpty()) {
                int count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    throw new IOException("closed");
                }
                read.addAll(splitter.feed(new String(buffer, 0, count, UTF_8)));
            }
            return read.removeFirst();
        }

        private void send(String xml) throws IOException {
            socket.getOutputStream().write(xml.getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
