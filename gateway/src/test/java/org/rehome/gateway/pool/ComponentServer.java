package org.rehome.gateway.pool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A small component server (XEP-0114) that does what a test tells it to. It reads and writes XML by itself, so that
/// an error of the reader behind the links cannot hide here.
public final class ComponentServer implements AutoCloseable {
    private static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
            + " xmlns:stream='http://etherx.jabber.org/streams'";

    /// What a component sent.
    public record Got(String component, String xml) {
        public String attribute(String name) {
            return ElementSplitter.attribute(xml, name).orElse("");
        }
    }

    /// What it does with pings (XEP-0199) to its domain.
    public enum Pings {
        ANSWER,
        ANSWER_WITH_ERROR,
        /// The answer comes by the first capture stream, as ejabberd may do.
        ANSWER_ON_CAPTURE,
        /// Somebody else answers.
        ANSWER_FROM_ELSEWHERE,
        IGNORE
    }

    private final String domain;
    private final String secret;
    private final int port;
    private final List<Got> received = new CopyOnWriteArrayList<>();
    private final Map<String, Connection> connected = new ConcurrentHashMap<>();
    private final Map<String, String> refused = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Pings pings = Pings.ANSWER;
    private volatile Consumer<Got> listener = got -> {};
    private volatile boolean reading = true;
    private volatile boolean closesOnRequest = true;
    private @Nullable ServerSocket accepting;

    public ComponentServer(String domain, String secret) throws IOException {
        this.domain = domain;
        this.secret = secret;
        this.accepting = listen(0);
        this.port = accepting.getLocalPort();
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        // a small buffer fills soon when nothing is read
        opened.setReceiveBufferSize(8 * 1024);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        Thread.ofVirtual().start(() -> acceptAll(opened));
        return opened;
    }

    private void acceptAll(ServerSocket from) {
        try {
            while (true) {
                Socket socket = from.accept();
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // stopped
        }
    }

    public int port() {
        return port;
    }

    /// How many connections were accepted so far.
    public int accepted() {
        return accepted.get();
    }

    /// Everything that components sent after their handshake, pings included.
    public List<Got> received() {
        return received;
    }

    /// The stanzas of a kind that came for an address or a domain, in order.
    public List<Got> receivedFor(String to) {
        return received.stream()
                .filter(got -> got.attribute("to").equals(to) && !got.xml().contains("urn:xmpp:ping"))
                .toList();
    }

    /// Told of what components send, after it is in the list.
    public void listen(Consumer<Got> told) {
        listener = told;
    }

    public void pings(Pings what) {
        pings = what;
    }

    /// Answers the handshake of a component with a stream error.
    public void refuse(String component, String condition) {
        refused.put(component, condition);
    }

    public void admit(String component) {
        refused.remove(component);
    }

    /// Stops reading, as an overloaded server does, or goes on.
    public void reading(boolean goesOn) {
        reading = goesOn;
        synchronized (this) {
            notifyAll();
        }
    }

    /// Whether it closes its side when a component has closed its own.
    public void closesOnRequest(boolean closes) {
        closesOnRequest = closes;
    }

    public boolean isConnected(String component) {
        return connected.containsKey(component);
    }

    /// Sends something to a component.
    public void send(String component, String xml) throws IOException {
        Connection connection = connected.get(component);
        if (connection == null) {
            throw new IOException(component + " is not connected");
        }
        connection.write(xml);
    }

    /// Cuts a component off.
    public void cut(String component) throws IOException {
        Connection connection = connected.remove(component);
        if (connection != null) {
            connection.socket.close();
        }
    }

    /// Goes away; {@link #start} comes back on the same port.
    public synchronized void stop() throws IOException {
        if (accepting != null) {
            accepting.close();
            accepting = null;
        }
        for (Connection each : connected.values()) {
            each.socket.close();
        }
        connected.clear();
    }

    public synchronized void start() throws IOException {
        if (accepting == null) {
            accepting = listen(port);
        }
    }

    @Override
    public void close() throws IOException {
        reading(true);
        stop();
    }

    private void serve(Socket socket) {
        try (socket) {
            new Connection(socket).run();
        } catch (IOException e) {
            // the component is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Connection {
        private final Socket socket;
        private final OutputStream out;
        private final ElementSplitter splitter = new ElementSplitter();
        private String name = "";
        private String id = "";
        private boolean authenticated;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        void run() throws IOException, InterruptedException {
            Reader in = new InputStreamReader(socket.getInputStream(), UTF_8);
            char[] chunk = new char[2048];
            try {
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    for (String element : splitter.feed(new String(chunk, 0, count))) {
                        handle(element);
                    }
                    awaitReading();
                }
            } finally {
                connected.remove(name, this);
            }
        }

        private void awaitReading() throws InterruptedException {
            synchronized (ComponentServer.this) {
                while (!reading) {
                    ComponentServer.this.wait();
                }
            }
        }

        private void handle(String element) throws IOException {
            if (element.contains("<stream:stream")) {
                name = ElementSplitter.attribute(element, "to").orElse("");
                id = "stream-" + ids.incrementAndGet();
                write(HEADER + " from='" + name + "' id='" + id + "'>");
            } else if (element.equals("</stream:stream>")) {
                if (closesOnRequest) {
                    write("</stream:stream>");
                    socket.close();
                }
            } else if (!authenticated) {
                handshake(element);
            } else {
                Got got = new Got(name, element);
                received.add(got);
                listener.accept(got);
                if (element.contains("urn:xmpp:ping")
                        && ElementSplitter.attribute(element, "to").orElse("").equals(domain)) {
                    answer(element);
                }
            }
        }

        private void handshake(String element) throws IOException {
            String refusal = refused.get(name);
            if (refusal == null && !element.equals("<handshake>" + sha1(id + secret) + "</handshake>")) {
                refusal = "not-authorized";
            }
            if (refusal != null) {
                write("<stream:error><" + refusal + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
                        + "</stream:stream>");
                socket.close();
                return;
            }
            authenticated = true;
            write("<handshake/>");
            connected.put(name, this);
        }

        private void answer(String ping) throws IOException {
            String stanzaId = ElementSplitter.attribute(ping, "id").orElse("");
            String asker = ElementSplitter.attribute(ping, "from").orElse("");
            String type = pings == Pings.ANSWER_WITH_ERROR ? "error" : "result";
            String from = pings == Pings.ANSWER_FROM_ELSEWHERE ? "elsewhere." + domain : domain;
            String xml = "<iq type='" + type + "' id='" + stanzaId + "' from='" + from + "' to='" + asker + "'/>";
            switch (pings) {
                case ANSWER, ANSWER_WITH_ERROR, ANSWER_FROM_ELSEWHERE -> write(xml);
                case ANSWER_ON_CAPTURE -> anyCapture().write(xml);
                case IGNORE -> {
                    // that is the point
                }
            }
        }

        private Connection anyCapture() {
            return connected.values().stream()
                    .filter(each -> !each.name.endsWith(domain))
                    .findFirst()
                    .orElseThrow(() -> new UncheckedIOException(new IOException("no capture is connected")));
        }

        void write(String xml) throws IOException {
            synchronized (out) {
                out.write(xml.getBytes(UTF_8));
                out.flush();
            }
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
