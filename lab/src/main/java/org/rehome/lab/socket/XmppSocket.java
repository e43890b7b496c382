package org.rehome.lab.socket;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.StreamException;
import org.rehome.lab.xml.XmlEvent;
import org.rehome.lab.xml.XmlReader;

/// An XMPP stream on a TCP connection. One thread reads; any thread writes.
public final class XmppSocket implements AutoCloseable {
    private static final String CLOSING_TAG = "</stream:stream>";
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Socket tcp;
    private final Gate gate;
    private final WireTap tap;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Socket transport;
    private volatile String peer;
    private volatile BooleanSupplier patience = () -> false;
    private XmlReader reader;
    private OutputStream out;
    private boolean headerSent;
    private boolean closingSent;

    /// @param peer name of the other end, for log lines
    public XmppSocket(Socket tcp, String peer, Gate gate, WireTap tap) throws IOException {
        this.tcp = tcp;
        this.transport = tcp;
        this.peer = peer;
        this.gate = gate;
        this.tap = tap;
        tcp.setTcpNoDelay(true);
        this.reader = new XmlReader(new GatedInput(tcp.getInputStream()));
        this.out = new BufferedOutputStream(tcp.getOutputStream(), 16 * 1024);
    }

    public String peer() {
        return peer;
    }

    public void peer(String name) {
        peer = name;
    }

    /// How long a read may wait; zero is for ever.
    public void readTimeout(Duration duration) throws IOException {
        transport.setSoTimeout(Math.toIntExact(duration.toMillis()));
    }

    /// Goes on waiting after the read timeout as long as this holds, for example once the peer is authenticated.
    public void patientWhile(BooleanSupplier condition) {
        patience = condition;
    }

    /// Waits for what the peer sends next.
    public XmlEvent read() throws IOException {
        XmlEvent event = reader.next();
        if (event instanceof XmlEvent.Child child) {
            tap.read(peer, child.source());
        }
        return event;
    }

    /// Sends our header, the first of a stream or of its restart.
    public void open(StreamHeader header) throws IOException {
        writing.lock();
        try {
            headerSent = true;
            write(header.toXml());
        } finally {
            writing.unlock();
        }
    }

    /// Sends an element.
    ///
    /// @return false, with nothing sent, once the closing tag has been
    public boolean write(Element element, String contentNamespace) throws IOException {
        return write(element.toXml(contentNamespace));
    }

    /// Sends text that is complete elements.
    ///
    /// @return false, with nothing sent, once the closing tag has been
    public boolean write(String xml) throws IOException {
        writing.lock();
        try {
            if (closingSent) {
                return false;
            }
            out.write(xml.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return true;
        } finally {
            writing.unlock();
        }
    }

    /// Whether the closing tag has not been sent yet.
    public boolean isWritable() {
        writing.lock();
        try {
            return !closingSent;
        } finally {
            writing.unlock();
        }
    }

    /// The peer's next header begins a new stream on this connection (RFC 6120 §4.3.3).
    public void restart() {
        reader.restart();
    }

    /// Goes on inside TLS. What the peer sent in plain text and was not read yet is forgotten (RFC 6120 §5.4.3.3).
    public void secured(SSLSocket tls) throws IOException {
        writing.lock();
        try {
            transport = tls;
            reader = new XmlReader(new GatedInput(tls.getInputStream()));
            out = new BufferedOutputStream(tls.getOutputStream(), 16 * 1024);
        } finally {
            writing.unlock();
        }
    }

    public Socket tcp() {
        return tcp;
    }

    /// The TLS connection, empty in plain text.
    public Optional<SSLSocket> tls() {
        return transport instanceof SSLSocket tls ? Optional.of(tls) : Optional.empty();
    }

    /// The certificates that the peer presented, the leaf first.
    public List<X509Certificate> peerChain() {
        try {
            if (transport instanceof SSLSocket tls) {
                Certificate[] chain = tls.getSession().getPeerCertificates();
                return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return List.of();
    }

    /// Closes the stream with an error: header if none went out yet, error, closing tag (RFC 6120 §4.9.1.1).
    ///
    /// @param header what to send when the error comes before our header
    public void fail(StreamException error, StreamHeader header) throws IOException {
        writing.lock();
        try {
            String content = header.contentNamespace();
            String opening = headerSent ? "" : header.toXml();
            headerSent = true;
            write(opening + streamError(error).toXml(content) + CLOSING_TAG);
            closingSent = true;
        } finally {
            writing.unlock();
        }
    }

    private static Element streamError(StreamException error) {
        return Element.of(Namespaces.STREAMS, "error")
                .add(Element.of(Namespaces.STREAM_ERRORS, error.condition()))
                .add(Element.of(Namespaces.STREAM_ERRORS, "text").text(String.valueOf(error.getMessage())));
    }

    /// Sends the closing tag, once; reading goes on (RFC 6120 §4.4).
    public void closeStream() throws IOException {
        writing.lock();
        try {
            if (headerSent) {
                write(CLOSING_TAG);
            }
            closingSent = true;
        } finally {
            writing.unlock();
        }
    }

    /// Ends a connection on which both closing tags went, or which failed: says so to the transport, then reads what is
    /// left, so that TCP does not reset what the peer has not read yet (RFC 6120 §4.4).
    public void finish() {
        try (this) {
            transport.setSoTimeout(Math.toIntExact(LINGER.toMillis()));
            transport.shutdownOutput();
            long deadline = System.nanoTime() + LINGER.toNanos();
            byte[] rest = new byte[4096];
            InputStream in = transport.getInputStream();
            while (in.read(rest) >= 0 && System.nanoTime() - deadline < 0) {
                // The peer's last words need no reading.
            }
        } catch (IOException e) {
            // The connection is gone already; that is what was wanted.
            closingSent = true;
        }
    }

    /// Cuts the connection, without a closing tag.
    @Override
    public void close() {
        try {
            // Not through TLS, which would wait for a writer that is stuck.
            tcp.close();
        } catch (IOException e) {
            System.getLogger(XmppSocket.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing a connection failed peer={0} error={1}", peer, e);
        }
    }

    /// Breaks the connection as a crash in the middle of a write does: the peer gets the beginning of a stanza, then a
    /// TCP reset. What either side has sent and the other has not read yet is gone.
    public void reset(String beginning) {
        try {
            boolean free = writing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            try {
                if (free) {
                    closingSent = true;
                    out.write(beginning.getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    // a reset at once would overtake it
                    LockSupport.parkNanos(PATIENCE.toNanos());
                }
                tcp.setSoLinger(true, 0);
            } finally {
                close();
                if (free) {
                    writing.unlock();
                }
            }
        } catch (IOException e) {
            System.getLogger(XmppSocket.class.getName())
                    .log(System.Logger.Level.DEBUG, "connection gone before its reset peer={0} error={1}", peer, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class GatedInput extends FilterInputStream {
        GatedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                gate.pass();
                int read = readPatiently(target, offset, length);
                // Bytes that came while the gate was being closed wait too.
                gate.pass();
                return read;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("interrupted while standing still").initCause(e);
            } catch (SocketException e) {
                if (tcp.isClosed()) {
                    return -1;
                }
                throw e;
            }
        }

        private int readPatiently(byte[] target, int offset, int length) throws IOException {
            while (true) {
                try {
                    return super.read(target, offset, length);
                } catch (SocketTimeoutException e) {
                    if (!patience.getAsBoolean()) {
                        throw e;
                    }
                }
            }
        }
    }
}
