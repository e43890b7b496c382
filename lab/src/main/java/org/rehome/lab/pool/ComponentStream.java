package org.rehome.lab.pool;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.pool.ComponentRules.Admission;
import org.rehome.lab.server.StanzaQueue;
import org.rehome.lab.socket.StreamHeader;
import org.rehome.lab.socket.StreamIds;
import org.rehome.lab.socket.XmppSocket;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.StreamException;
import org.rehome.lab.xml.XmlEvent;

/// The server's end of one component connection (XEP-0114): one thread reads, one writes.
final class ComponentStream {
    private static final System.Logger LOG = System.getLogger(ComponentStream.class.getName());
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    private final SimulatedPool pool;
    private final XmppSocket socket;
    private final StanzaQueue queue = new StanzaQueue();
    private final Thread writer = Thread.ofVirtual().name("component writer").unstarted(this::write);
    private volatile Admission.@Nullable Admitted admitted;
    private volatile @Nullable StreamException replacedBecause;
    private volatile String name = "";

    ComponentStream(SimulatedPool pool, Socket tcp) throws IOException {
        this.pool = pool;
        this.socket = new XmppSocket(tcp, "component", pool.gate(), pool.tap());
    }

    /// Serves the connection until it ends.
    void run() {
        try {
            socket.readTimeout(HANDSHAKE_TIMEOUT);
            Admission.Admitted component = handshake();
            admitted = component;
            name = pool.name() + "/" + component.name() + "/" + pool.nextStream();
            socket.readTimeout(Duration.ZERO);
            socket.peer(component.name());
            if (!pool.components().take(component.name(), this)) {
                throw new StreamException("conflict", component.name() + " is connected already");
            }
            socket.write(Element.of(Namespaces.CONTENT, "handshake"), Namespaces.COMPONENT);
            writer.start();
            serve(component);
        } catch (StreamException e) {
            LOG.log(System.Logger.Level.DEBUG, "component refused stream={0} error={1}", socket.peer(), e);
            refuse(e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "component failed stream={0} error={1}", socket.peer(), e);
        } finally {
            pool.ended(this);
            end();
            socket.finish();
            pool.log().ended(name);
        }
    }

    private Admission.Admitted handshake() throws IOException {
        StreamHeader header = StreamHeader.of(opened(), Namespaces.COMPONENT);
        String to = header.to();
        if (to == null) {
            throw new StreamException("improper-addressing", "a component says its name in 'to'");
        }
        Admission.Admitted component =
                switch (pool.rules().admission(to)) {
                    case Admission.Admitted yes -> yes;
                    case Admission.Refused no -> throw new StreamException(no.condition(), no.reason());
                };
        if (pool.components().taken(component.name())) {
            throw new StreamException("conflict", component.name() + " is connected already");
        }
        String id = StreamIds.next();
        socket.open(new StreamHeader(Namespaces.COMPONENT, component.name(), null, id, null));
        return switch (socket.read()) {
            case XmlEvent.Child child
            when child.element().is(Namespaces.CONTENT, "handshake")
                    && Handshake.proves(child.element().text(), id, component.secret()) -> component;
            case XmlEvent.Child child ->
                throw new StreamException(
                        "not-authorized", "<" + child.element().name() + "/> proves nothing");
            case XmlEvent.Opened _, XmlEvent.Closed _, XmlEvent.EndOfInput _ ->
                throw new IOException("the component went away before its handshake");
        };
    }

    private XmlEvent.Opened opened() throws IOException {
        if (socket.read() instanceof XmlEvent.Opened opened) {
            return opened;
        }
        throw new IOException("the component went away before its header");
    }

    private void serve(Admission.Admitted component) throws IOException {
        while (true) {
            switch (socket.read()) {
                case XmlEvent.Child child
                when child.element().is(Namespaces.STREAMS, "error") -> {
                    return;
                }
                case XmlEvent.Child child -> pool.injected(this, checked(child.element(), component));
                case XmlEvent.Closed _, XmlEvent.EndOfInput _ -> {
                    return;
                }
                case XmlEvent.Opened _ -> throw new StreamException("bad-format", "a second header");
            }
        }
    }

    /// XEP-0114 §3: both addresses are there, and the sender is the component's, unless it may speak for anybody.
    private static Stanza checked(Element element, Admission.Admitted component) throws StreamException {
        Stanza stanza = Stanza.in(element)
                .orElseThrow(() -> new StreamException("unsupported-stanza-type", "<" + element.name() + "/>"));
        Jid from = stanza.from().orElseThrow(() -> new StreamException("improper-addressing", "from"));
        if (stanza.to().isEmpty()) {
            throw new StreamException("improper-addressing", "to");
        }
        if (!component.anySender() && !from.domain().equals(component.name())) {
            throw new StreamException("invalid-from", component.name() + " may not send as " + from.domain());
        }
        return stanza;
    }

    /// The component's name, empty before it is authenticated.
    String component() {
        Admission.Admitted known = admitted;
        return known == null ? "" : known.name();
    }

    /// Whether it may send in anybody's name.
    boolean mayBeAnybody() {
        Admission.Admitted known = admitted;
        return known != null && known.anySender();
    }

    /// @return false if the stream takes no more
    boolean send(Stanza stanza) {
        return queue.offer(stanza);
    }

    private void write() {
        List<Stanza> batch = List.of();
        try {
            for (batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                String xml = batch.stream()
                        .map(stanza -> stanza.element().toXml(Namespaces.COMPONENT))
                        .collect(Collectors.joining());
                pool.log().writing(name, batch);
                if (!socket.write(xml)) {
                    throw new IOException("the stream is closed");
                }
            }
            StreamException reason = replacedBecause;
            if (reason == null) {
                socket.closeStream();
            } else {
                refuse(reason);
            }
        } catch (IOException e) {
            bounce(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What could not be written goes back to its senders.
    private void bounce(List<Stanza> unwritten) {
        queue.end();
        unwritten.forEach(pool::undeliverable);
        queue.takeAll().forEach(pool::undeliverable);
    }

    /// Writes what is queued, then the closing tag; reading goes on until the component closes too (RFC 6120 §4.4).
    void closeGracefully() {
        queue.end();
        if (admitted == null) {
            cut();
        }
    }

    /// Another connection took the name; what is queued here is still written here.
    void replaced() {
        replacedBecause = new StreamException("conflict", "replaced by a new connection");
        queue.end();
    }

    private void refuse(StreamException reason) {
        try {
            socket.fail(reason, new StreamHeader(Namespaces.COMPONENT, pool.name(), null, StreamIds.next(), null));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "component gone stream={0} error={1}", socket.peer(), e);
        }
    }

    private void end() {
        queue.end();
        try {
            if (writer.isAlive()) {
                writer.join(HANDSHAKE_TIMEOUT);
            }
            bounce(List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Resets the connection in the middle of a stanza.
    void reset() {
        socket.reset("<message from='nobody@" + pool.name() + "' to='");
    }

    /// Cuts the connection, without a closing tag.
    void cut() {
        socket.close();
    }
}
