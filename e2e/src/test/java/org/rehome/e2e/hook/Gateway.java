package org.rehome.e2e.hook;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.rehome.e2e.peer.Xml;

/// A gateway of the tests: a component of the pool's server (XEP-0114) that keeps what comes, and acknowledges
/// only when it is told to.
final class Gateway implements AutoCloseable {
    static final String HOOK = "urn:rehome:hook:1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final AtomicInteger IDS = new AtomicInteger();

    private final String name;
    private final String domain;
    private final Socket socket;
    private final List<Xml> received = new CopyOnWriteArrayList<>();

    private Gateway(String name, String domain, Socket socket) {
        this.name = name;
        this.domain = domain;
        this.socket = socket;
    }

    /// What was handed over.
    ///
    /// @param stanza the one that was taken
    record Handover(long seq, Xml stanza) {}

    /// Opens and authenticates the stream, and says nothing on it yet.
    ///
    /// @param domain of the pool, to which requests go
    static Gateway connect(InetSocketAddress server, String name, String secret, String domain) {
        try {
            var socket = new Socket(server.getAddress(), server.getPort());
            socket.setTcpNoDelay(true);
            var gateway = new Gateway(name, domain, socket);
            gateway.write("<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' to='" + name + "'>");
            XMLStreamReader reader = Xml.reader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // The declaration.
            }
            gateway.write("<handshake>" + sha1(reader.getAttributeValue(null, "id") + secret) + "</handshake>");
            Thread.ofVirtual().start(() -> gateway.readOn(reader));
            gateway.awaitOne(each -> each.name().equals("handshake"), "a handshake");
            return gateway;
        } catch (IOException | XMLStreamException e) {
            throw new IllegalStateException(name + " could not connect to " + server, e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-1 in this Java", e);
        }
    }

    private void readOn(XMLStreamReader reader) {
        try {
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.END_ELEMENT) {
                    return;
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    received.add(Xml.read(reader));
                }
            }
        } catch (XMLStreamException e) {
            // The stream has ended, by this side or by the server's death.
        }
    }

    String name() {
        return name;
    }

    /// Sends elements as they are.
    synchronized void write(String xml) {
        try {
            socket.getOutputStream().write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot write", e);
        }
    }

    /// Says hello and returns the queue.
    String hello(String captures) {
        return hello("captures='" + captures + "'", "").attribute("queue");
    }

    /// Says hello again, with what was acknowledged last.
    String hello(String captures, String queue, long h) {
        return hello("captures='" + captures + "'", " queue='" + queue + "' h='" + h + "'")
                .attribute("queue");
    }

    private Xml hello(String captures, String resumption) {
        Xml answer = request("set", "<hello xmlns='" + HOOK + "' " + captures + resumption + "/>");
        return answer.child("hello").orElseThrow(() -> new IllegalStateException(name + " was not greeted: " + answer));
    }

    /// Asks and returns the whole answer, result or error.
    Xml request(String type, String payload) {
        return requestTo(domain, type, payload);
    }

    Xml requestTo(String to, String type, String payload) {
        String id = ask(to, type, payload);
        return awaitOne(answerTo(id), "an answer to " + payload);
    }

    /// Asks without waiting.
    ///
    /// @return the id of the answer
    String ask(String type, String payload) {
        return ask(domain, type, payload);
    }

    private String ask(String to, String type, String payload) {
        String id = "g" + IDS.incrementAndGet();
        write("<iq type='" + type + "' id='" + id + "' from='" + name + "' to='" + to + "'>" + payload + "</iq>");
        return id;
    }

    boolean isAnswered(String id) {
        return received.stream().anyMatch(answerTo(id));
    }

    Xml awaitAnswer(String id) {
        return awaitOne(answerTo(id), "the answer " + id);
    }

    private static Predicate<Xml> answerTo(String id) {
        return each -> each.name().equals("iq")
                && each.attribute("id").equals(id)
                && !each.type().isEmpty();
    }

    /// Returns when the server has processed all that was sent before (RFC 6120 §10.1), and has written here
    /// what follows from it at once.
    void barrier() {
        request("get", "<ping xmlns='urn:xmpp:ping'/>");
    }

    /// Lets the server send a stanza by its own S2S.
    void send(String stanza) {
        message("<send xmlns='" + HOOK + "'><forwarded xmlns='urn:xmpp:forward:0'>" + stanza + "</forwarded></send>");
    }

    void ack(String queue, long h) {
        message("<ack xmlns='" + HOOK + "' queue='" + queue + "' h='" + h + "'/>");
    }

    /// Acknowledges all that has come.
    void ackAll(String queue) {
        handovers().stream().mapToLong(Handover::seq).max().ifPresent(h -> ack(queue, h));
        barrier();
    }

    private void message(String payload) {
        write("<message from='" + name + "' to='" + domain + "'>" + payload + "</message>");
    }

    /// Everything that was handed over so far, in the order in which it came.
    List<Handover> handovers() {
        return received.stream()
                .filter(each -> each.name().equals("message"))
                .flatMap(message -> message.child("handover").stream())
                .map(handover -> new Handover(
                        Long.parseLong(handover.attribute("seq")),
                        handover.child("forwarded").orElseThrow().children().getFirst()))
                .toList();
    }

    List<Xml> handedOver(Predicate<Xml> which) {
        return handovers().stream().map(Handover::stanza).filter(which).toList();
    }

    /// The bodies of the messages of a sender, in the order in which they were handed over.
    List<String> bodiesOf(String bareSender) {
        return handedOver(each -> each.name().equals("message") && each.from().startsWith(bareSender)).stream()
                .map(Xml::body)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    Xml awaitHandedOver(Predicate<Xml> which) {
        await().atMost(PATIENCE).until(() -> !handedOver(which).isEmpty());
        return handedOver(which).getFirst();
    }

    /// Elements that came as they are, outside of handovers and answers.
    List<Xml> received() {
        return List.copyOf(received);
    }

    private Xml awaitOne(Predicate<Xml> which, String what) {
        await(name + " waits for " + what).atMost(PATIENCE).until(() -> received.stream()
                .anyMatch(which));
        return received.stream().filter(which).findFirst().orElseThrow();
    }

    /// Ends the connection without a word, as a process that dies.
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
