package org.rehome.lab.pool;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.rehome.lab.RawStream;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;

/// The gateway's end of a component connection, as small as it can be.
public final class TestComponent implements AutoCloseable {
    private final RawStream stream;
    private final ReentrantLock writing = new ReentrantLock();

    private TestComponent(RawStream stream) {
        this.stream = stream;
    }

    public static String header(String name) {
        return "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept'"
                + " xmlns:stream='http://etherx.jabber.org/streams' to='" + name + "'>";
    }

    /// Connects and proves to know the secret.
    public static TestComponent connect(SimulatedPool pool, String name, String secret) throws IOException {
        RawStream stream = RawStream.connect(pool.port());
        stream.send(header(name));
        String id = stream.header().attribute("id").orElseThrow();
        stream.send("<handshake>" + Handshake.of(id, secret) + "</handshake>");
        Element answer = stream.element();
        if (!answer.equals(Element.of(Namespaces.CONTENT, "handshake"))) {
            throw new IOException("refused: " + answer);
        }
        return new TestComponent(stream);
    }

    public RawStream stream() {
        return stream;
    }

    public void send(String xml) throws IOException {
        writing.lock();
        try {
            stream.send(xml);
        } finally {
            writing.unlock();
        }
    }

    public void send(Stanza stanza) throws IOException {
        send(stanza.element().toXml(Namespaces.COMPONENT));
    }

    public Stanza receive() throws IOException {
        return new Stanza(stream.element());
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
