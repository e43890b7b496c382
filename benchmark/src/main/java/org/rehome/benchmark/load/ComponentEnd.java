package org.rehome.benchmark.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.rehome.lab.pool.Handshake;
import org.rehome.lab.socket.Acceptor;
import org.rehome.lab.socket.Gate;
import org.rehome.lab.socket.StreamHeader;
import org.rehome.lab.socket.StreamIds;
import org.rehome.lab.socket.WireTap;
import org.rehome.lab.socket.XmppSocket;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;

/// The end of a component stream (XEP-0114) at which messages come out. After the handshake the stream's
/// bytes go to whoever takes them.
final class ComponentEnd {
    private static final Duration STEP = Duration.ofSeconds(10);

    private ComponentEnd() {}

    /// Takes a stream that is open; returns when it has ended.
    interface Taker {
        void take(Socket stream) throws IOException;
    }

    /// Connects as a component.
    static Socket connect(int port, String name, String secret) throws IOException {
        Socket tcp = new Socket();
        try {
            tcp.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Math.toIntExact(STEP.toMillis()));
            var socket = new XmppSocket(tcp, name, new Gate(), WireTap.NONE);
            socket.readTimeout(STEP);
            socket.open(new StreamHeader(Namespaces.COMPONENT, null, name, null, null));
            String id = opened(socket).id();
            if (id == null) {
                throw new IOException("the server gave the component stream no id");
            }
            socket.write(
                    Element.of(Namespaces.CONTENT, "handshake").text(Handshake.of(id, secret)), Namespaces.COMPONENT);
            handshake(socket);
            tcp.setSoTimeout(0);
            return tcp;
        } catch (IOException e) {
            tcp.close();
            throw e;
        }
    }

    /// Listens for components, of whatever name, that know the secret.
    static Acceptor accept(int port, String secret, Taker taker) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return Acceptor.open(address, "pool", tcp -> serve(tcp, secret, taker));
    }

    private static void serve(Socket tcp, String secret, Taker taker) {
        try (tcp) {
            var socket = new XmppSocket(tcp, "component", new Gate(), WireTap.NONE);
            socket.readTimeout(STEP);
            String name = opened(socket).to();
            String id = StreamIds.next();
            socket.open(new StreamHeader(Namespaces.COMPONENT, name, null, id, null));
            if (!Handshake.proves(handshake(socket), id, secret)) {
                throw new IOException("component " + name + " does not know the secret");
            }
            tcp.setSoTimeout(0);
            // Nothing was read too far: until this answer the component has nothing to say.
            socket.write(Element.of(Namespaces.CONTENT, "handshake"), Namespaces.COMPONENT);
            taker.take(tcp);
        } catch (IOException e) {
            System.getLogger(ComponentEnd.class.getName())
                    .log(System.Logger.Level.DEBUG, "component stream ended error={0}", e);
        }
    }

    private static StreamHeader opened(XmppSocket socket) throws IOException {
        if (socket.read() instanceof XmlEvent.Opened opened) {
            return StreamHeader.of(opened, Namespaces.COMPONENT);
        }
        throw new IOException("no stream header came on a component stream");
    }

    /// @return the handshake's text
    private static String handshake(XmppSocket socket) throws IOException {
        return switch (socket.read()) {
            case XmlEvent.Child child
            when child.element().is(Namespaces.CONTENT, "handshake") ->
                child.element().text();
            case XmlEvent.Child child -> throw new IOException("no handshake came, but " + child.source());
            case XmlEvent.Opened _, XmlEvent.Closed _, XmlEvent.EndOfInput _ ->
                throw new IOException("a component stream ended before its handshake");
        };
    }
}
