package org.rehome.edge.splice;

import java.io.ByteArrayOutputStream;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

/// Reads the first words of a connection, from pieces of any size: its stream header, or the name in a TLS ClientHello.
/// Keeps what was read, byte for byte, for whoever gets the connection. Not thread-safe.
public final class FirstWordsReader {
    private final int limit;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final StreamReader reader;
    private boolean tls;

    /// What the bytes so far came to.
    public sealed interface Outcome {
        /// More is needed.
        record Unfinished() implements Outcome {}

        /// @param words nothing where the bytes are no readable header
        record Read(FirstWords words) implements Outcome {}

        /// Neither came within the limit.
        record TooLarge(int limit) implements Outcome {}
    }

    /// @param limit bytes that are read at most before a header is complete
    public FirstWordsReader(int limit) {
        this.limit = limit;
        StreamLimits usual = StreamLimits.beforeAuthentication();
        this.reader = new StreamReader(
                new StreamLimits(limit, usual.depth(), usual.elements(), usual.attributes()), Namespaces.SERVER);
    }

    /// Takes the next bytes of the connection.
    public Outcome feed(byte[] bytes) {
        if (bytes.length > 0 && read.size() == 0) {
            tls = ClientHello.begins(bytes[0]);
        }
        read.writeBytes(bytes);
        if (tls) {
            byte[] all = read.toByteArray();
            return ClientHello.isComplete(all)
                    ? new Outcome.Read(FirstWords.to(ClientHello.serverName(all)))
                    : unfinished();
        }
        for (StreamItem item : reader.feed(bytes, 0, bytes.length)) {
            switch (item) {
                case StreamItem.Opened(var header) -> {
                    return new Outcome.Read(FirstWords.of(header));
                }
                case StreamItem.Broken broken -> {
                    return isTooLarge() ? unfinished() : new Outcome.Read(FirstWords.nothing());
                }
                case StreamItem.KeepAlive keepAlive -> {
                    // counts against the limit
                }
                case StreamItem.Arrived arrived -> throw new IllegalStateException("an element before a header");
                case StreamItem.Ended ended -> throw new IllegalStateException("an end before a header");
            }
        }
        return unfinished();
    }

    private Outcome unfinished() {
        return isTooLarge() ? new Outcome.TooLarge(limit) : new Outcome.Unfinished();
    }

    private boolean isTooLarge() {
        return read.size() > limit;
    }

    /// All that was read.
    public byte[] bytes() {
        return read.toByteArray();
    }

    /// Whether the connection began with a TLS handshake, so that a stream error would not be understood.
    public boolean isTls() {
        return tls;
    }
}
