package org.rehome.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;
import org.rehome.lab.xml.XmlReader;

/// A connection on which a test writes what it likes, letter by letter.
public final class RawStream implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private Socket socket;
    private XmlReader reader;
    private OutputStream out;

    private RawStream(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.reader = new XmlReader(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    public static RawStream connect(int port) throws IOException {
        return new RawStream(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public static RawStream over(Socket accepted) throws IOException {
        return new RawStream(accepted);
    }

    public void send(String xml) throws IOException {
        out.write(xml.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public XmlEvent next() throws IOException {
        return reader.next();
    }

    /// The next event, which must be an element.
    public Element element() throws IOException {
        XmlEvent event = next();
        if (event instanceof XmlEvent.Child child) {
            return child.element();
        }
        throw new AssertionError("an element was expected, not " + event);
    }

    /// The next event, which must be a header.
    public Element header() throws IOException {
        XmlEvent event = next();
        if (event instanceof XmlEvent.Opened opened) {
            return opened.root();
        }
        throw new AssertionError("a header was expected, not " + event);
    }

    public void restart() {
        reader.restart();
    }

    /// Goes on inside TLS.
    public void secure(Encryption encryption) throws IOException {
        socket = encryption.apply(socket);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        reader = new XmlReader(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /// Makes a TLS connection of a plain one.
    @FunctionalInterface
    public interface Encryption {
        Socket apply(Socket plain) throws IOException;
    }

    /// Reads up to the end of the stream and tells the condition of the stream error that came before it.
    public String streamError() throws IOException {
        Element element = element();
        while (!element.is(Namespaces.STREAMS, "error")) {
            element = element();
        }
        if (!(next() instanceof XmlEvent.Closed)) {
            throw new AssertionError("a stream error is followed by the closing tag (RFC 6120 §4.9.1.1)");
        }
        return element.elements().getFirst().name();
    }

    /// Reads to the end of the connection, and tells whether the stream was closed before.
    public boolean closed() throws IOException {
        boolean closingTag = false;
        XmlEvent event = next();
        while (!(event instanceof XmlEvent.EndOfInput)) {
            closingTag |= event instanceof XmlEvent.Closed;
            if (closingTag) {
                return socket.getInputStream().read() < 0;
            }
            event = next();
        }
        return closingTag;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
