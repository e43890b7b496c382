package org.rehome.benchmark.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.partner.PartnerTls;
import org.rehome.lab.socket.Gate;
import org.rehome.lab.socket.StreamHeader;
import org.rehome.lab.socket.WireTap;
import org.rehome.lab.socket.XmppSocket;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;

/// A server-to-server stream from the partner: TLS, SASL EXTERNAL, stream management where it is offered, then
/// bytes. The server's certificate is not judged; the benchmark has started that server itself.
final class PartnerStream implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(10);

    private static final String STREAM_MANAGEMENT = "urn:xmpp:sm:3";

    private final XmppSocket socket;
    private final SSLSocket tls;
    private final boolean acknowledged;

    private PartnerStream(XmppSocket socket, SSLSocket tls, boolean acknowledged) {
        this.socket = socket;
        this.tls = tls;
        this.acknowledged = acknowledged;
    }

    static PartnerStream open(int port, String partner, String domain, LabIdentity identity) throws IOException {
        Socket tcp = new Socket();
        try {
            tcp.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Math.toIntExact(STEP.toMillis()));
            var socket = new XmppSocket(tcp, domain, new Gate(), WireTap.NONE);
            socket.readTimeout(STEP);
            header(socket, partner, domain);
            socket.write(Element.of(Namespaces.TLS, "starttls"), Namespaces.SERVER);
            expect(socket, Namespaces.TLS, "proceed");
            SSLSocket tls = new PartnerTls(identity, List.of("TLSv1.3")).client(tcp, domain);
            socket.secured(tls);
            socket.readTimeout(STEP);
            header(socket, partner, domain);
            authenticate(socket, partner);
            boolean acknowledged = header(socket, partner, domain)
                    .child(STREAM_MANAGEMENT, "sm")
                    .isPresent();
            if (acknowledged) {
                socket.write(Element.of(STREAM_MANAGEMENT, "enable"), Namespaces.SERVER);
                expect(socket, STREAM_MANAGEMENT, "enabled");
            }
            socket.readTimeout(Duration.ZERO);
            return new PartnerStream(socket, tls, acknowledged);
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    /// @return the features
    private static Element header(XmppSocket socket, String partner, String domain) throws IOException {
        socket.open(StreamHeader.initiating(partner, domain));
        if (!(socket.read() instanceof XmlEvent.Opened)) {
            throw new IOException(domain + " does not answer with a stream header");
        }
        return expect(socket, Namespaces.STREAMS, "features");
    }

    /// With the authorization identity, which some servers need (XEP-0178 §3).
    private static void authenticate(XmppSocket socket, String partner) throws IOException {
        String identity = Base64.getEncoder().encodeToString(partner.getBytes(StandardCharsets.UTF_8));
        socket.write(
                Element.of(Namespaces.SASL, "auth")
                        .with("mechanism", "EXTERNAL")
                        .text(identity),
                Namespaces.SERVER);
        expect(socket, Namespaces.SASL, "success");
        socket.restart();
    }

    private static Element expect(XmppSocket socket, String namespace, String name) throws IOException {
        return switch (socket.read()) {
            case XmlEvent.Child child when child.element().is(namespace, name) -> child.element();
            case XmlEvent.Child child ->
                throw new IOException(socket.peer() + " sent " + child.source() + " where <" + name + "/> was due");
            case XmlEvent.Opened _, XmlEvent.Closed _, XmlEvent.EndOfInput _ ->
                throw new IOException(socket.peer() + " closed the stream where <" + name + "/> was due");
        };
    }

    /// Whether the server acknowledges what it is sent, when it is asked.
    boolean acknowledged() {
        return acknowledged;
    }

    /// Takes whole stanzas; what is flushed is one TLS record if it fits.
    OutputStream out() throws IOException {
        return tls.getOutputStream();
    }

    /// Reads until the server ends the stream, which it has no reason to do.
    ///
    /// @return the server's last words
    String awaitEnd() throws IOException {
        while (true) {
            switch (socket.read()) {
                case XmlEvent.Child child
                when child.element().is(Namespaces.STREAMS, "error") -> {
                    return child.source();
                }
                case XmlEvent.Child _, XmlEvent.Opened _ -> {}
                case XmlEvent.Closed _, XmlEvent.EndOfInput _ -> {
                    return "no reason given";
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
