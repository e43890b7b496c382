package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.rehome.lab.certificate.PeerTrust.Judgement;
import org.rehome.lab.socket.StreamHeader;
import org.rehome.lab.socket.XmppSocket;
import org.rehome.lab.stanza.StanzaCondition;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;

/// A stream that the partner opened, for one pair of domains. It carries the partner's stanzas and nothing back.
final class OutboundStream {
    private static final System.Logger LOG = System.getLogger(OutboundStream.class.getName());

    private final PartnerSettings settings;
    private final DomainPair pair;
    private final InetSocketAddress address;
    private final XmppSocket socket;
    private final CountDownLatch ended = new CountDownLatch(1);
    private String id = "";
    private boolean managed;
    private Element features = Element.of(Namespaces.STREAMS, "features");

    private OutboundStream(PartnerSettings settings, DomainPair pair, InetSocketAddress address, Socket tcp)
            throws IOException {
        this.settings = settings;
        this.pair = pair;
        this.address = address;
        this.socket = new XmppSocket(tcp, pair.remote(), settings.gate(), settings.tap());
    }

    /// Connects, encrypts, and learns the peer's features; nothing is authenticated yet.
    static OutboundStream connect(PartnerSettings settings, DomainPair pair, InetSocketAddress address)
            throws IOException {
        Socket tcp = new Socket();
        try {
            tcp.connect(address, Math.toIntExact(settings.timeout().toMillis()));
            OutboundStream stream = new OutboundStream(settings, pair, address, tcp);
            stream.negotiate();
            return stream;
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    private void negotiate() throws IOException {
        socket.readTimeout(settings.timeout());
        header();
        if (settings.encryption() == Encryption.REQUIRED) {
            // Also when it is not offered: the offer may have been removed on the way (RFC 7590 §3.1).
            socket.write(Element.of(Namespaces.TLS, "starttls"), Namespaces.SERVER);
            expect(Namespaces.TLS, "proceed");
            socket.secured(settings.tls().client(socket.tcp(), pair.remote()));
            socket.readTimeout(settings.timeout());
            header();
        }
    }

    private void header() throws IOException {
        socket.open(StreamHeader.initiating(pair.local(), pair.remote()));
        if (!(socket.read() instanceof XmlEvent.Opened opened)) {
            throw refused("closed the connection instead of answering the header");
        }
        StreamHeader header = StreamHeader.of(opened, Namespaces.SERVER);
        String given = header.id();
        if (given == null) {
            throw refused("gave the stream no id");
        }
        id = given;
        if (header.hasFeatures()) {
            features = expect(Namespaces.STREAMS, "features");
        }
    }

    /// Authenticates this end, and judges the other.
    void authenticate() throws IOException {
        try {
            switch (settings.authentication()) {
                case EXTERNAL -> external();
                case DIALBACK -> dialback();
                case EITHER -> {
                    if (offersExternal()) {
                        external();
                    } else {
                        dialback();
                    }
                }
            }
            manage();
            socket.readTimeout(Duration.ZERO);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void external() throws IOException {
        if (settings.trust().judge(socket.peerChain(), pair.remote()) instanceof Judgement.Untrusted(String reason)) {
            throw refused("is not trusted: " + reason);
        }
        if (!offersExternal()) {
            throw refused("does not offer SASL EXTERNAL");
        }
        // With the authorization identity, which some servers need (XEP-0178 §3).
        String identity = Base64.getEncoder().encodeToString(pair.local().getBytes(StandardCharsets.UTF_8));
        socket.write(
                Element.of(Namespaces.SASL, "auth")
                        .with("mechanism", "EXTERNAL")
                        .text(identity),
                Namespaces.SERVER);
        expect(Namespaces.SASL, "success");
        socket.restart();
        header();
    }

    /// Enables acknowledgements where both can (XEP-0198 §3).
    private void manage() throws IOException {
        if (settings.streamManagement()
                && features.child(Namespaces.STREAM_MANAGEMENT, "sm").isPresent()) {
            socket.write(Element.of(Namespaces.STREAM_MANAGEMENT, "enable"), Namespaces.SERVER);
            expect(Namespaces.STREAM_MANAGEMENT, "enabled");
            managed = true;
        }
    }

    /// Whether the peer acknowledges what is written.
    boolean managed() {
        return managed;
    }

    private boolean offersExternal() {
        return features.child(Namespaces.SASL, "mechanisms").stream()
                .flatMap(mechanisms -> mechanisms.elements().stream())
                .anyMatch(mechanism -> mechanism.text().strip().equals("EXTERNAL"));
    }

    private void dialback() throws IOException {
        String key = DialbackKey.of(settings.dialbackSecret(), pair.remote(), pair.local(), id);
        socket.write(addressed("result").text(key), Namespaces.SERVER);
        switch (answer("result", "")) {
            case "valid" -> LOG.log(System.Logger.Level.DEBUG, "dialback valid stream={0}", pair);
            case "invalid" ->
                throw new NegotiationException(
                        StanzaCondition.INTERNAL_SERVER_ERROR,
                        pair.remote() + " says that our dialback key is invalid");
            default -> throw refused("could not verify our dialback key");
        }
    }

    /// Asks the peer, as the authority of its domain, whether it made a key.
    ///
    /// @return the answer's type
    String verify(String streamId, String key) throws IOException {
        try {
            socket.write(addressed("verify").with("id", streamId).text(key), Namespaces.SERVER);
            return answer("verify", streamId);
        } finally {
            closeStream();
            Thread.startVirtualThread(socket::finish);
        }
    }

    private Element addressed(String name) {
        return Element.of(Namespaces.DIALBACK, name).with("from", pair.local()).with("to", pair.remote());
    }

    /// Waits for the answer to what was asked on this stream; others are ignored (XEP-0220 §2.1.1).
    private String answer(String name, String streamId) throws IOException {
        while (true) {
            Element answer = next();
            boolean ours = answer.is(Namespaces.DIALBACK, name)
                    && answer.attribute("from").filter(pair.remote()::equals).isPresent()
                    && answer.attribute("to").filter(pair.local()::equals).isPresent()
                    && answer.attribute("id").orElse("").equals(streamId);
            if (ours && answer.attribute("type").isPresent()) {
                return answer.attribute("type").orElseThrow();
            }
        }
    }

    private Element expect(String namespace, String name) throws IOException {
        Element element = next();
        if (!element.is(namespace, name)) {
            throw refused("sent <%s/> where <%s/> was expected".formatted(described(element), name));
        }
        return element;
    }

    private Element next() throws IOException {
        if (socket.read() instanceof XmlEvent.Child child) {
            if (child.element().is(Namespaces.STREAMS, "error")) {
                throw refused("closed the stream: " + described(child.element()));
            }
            return child.element();
        }
        throw refused("closed the stream");
    }

    private static String described(Element element) {
        return element.elements().isEmpty()
                ? element.name()
                : element.name() + "/" + element.elements().getFirst().name();
    }

    private NegotiationException refused(String what) {
        return new NegotiationException(StanzaCondition.REMOTE_SERVER_TIMEOUT, pair.remote() + " " + what);
    }

    /// Reads from now on, to notice how the stream ends.
    ///
    /// @param acknowledged told each `h`
    void watch(LongConsumer acknowledged, Runnable atEnd) {
        Thread.ofVirtual().name("outbound " + pair).start(() -> read(acknowledged, atEnd));
    }

    private void read(LongConsumer acknowledged, Runnable atEnd) {
        try {
            boolean open = true;
            while (open) {
                open = switch (socket.read()) {
                    case XmlEvent.Child(Element element, String source) -> {
                        if (managed && element.is(Namespaces.STREAM_MANAGEMENT, "a")) {
                            acknowledged.accept(
                                    Long.parseLong(element.attribute("h").orElse("")));
                        }
                        yield !element.is(Namespaces.STREAMS, "error");
                    }
                    case XmlEvent.Closed _, XmlEvent.EndOfInput _, XmlEvent.Opened _ -> false;
                };
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "outbound stream failed stream={0} error={1}", pair, e);
        } finally {
            closeStream();
            socket.finish();
            atEnd.run();
            ended.countDown();
        }
    }

    /// @return false, with nothing sent, once the stream is closing
    boolean write(String xml) throws IOException {
        return socket.write(xml);
    }

    /// Sends the closing tag; what was written before is processed still (RFC 6120 §4.4).
    void closeStream() {
        try {
            socket.closeStream();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "outbound stream gone stream={0} error={1}", pair, e);
        }
    }

    /// Waits until the peer has closed too, which says that it has processed what was written.
    boolean awaitEnd(Duration bound) throws InterruptedException {
        return ended.await(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether a write would be sent.
    boolean writable() {
        return isOpen() && socket.isWritable();
    }

    boolean isOpen() {
        return ended.getCount() > 0;
    }

    /// Resets the connection in the middle of a stanza.
    void reset() {
        socket.reset("<message from='nobody@" + pair.local() + "' to='");
    }

    /// Cuts the connection, without a closing tag.
    void cut() {
        socket.close();
    }

    PartnerStream described() {
        Optional<String> tls = socket.tls().map(s -> s.getSession().getProtocol());
        return new PartnerStream(PartnerStream.Direction.OUTBOUND, pair, address, tls);
    }
}
