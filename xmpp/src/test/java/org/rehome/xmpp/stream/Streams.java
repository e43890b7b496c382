package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/// Streams to read in tests.
public final class Streams {
    public static final String HEADER = "<?xml version='1.0'?><stream:stream xmlns='jabber:server'"
            + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'"
            + " from='partner1.test' to='example.test' version='1.0'>";

    private Streams() {}

    static StreamReader reader() {
        return new StreamReader(StreamLimits.afterAuthentication(), Namespaces.SERVER);
    }

    static List<StreamItem> feed(StreamReader reader, byte[] bytes) {
        return reader.feed(bytes, 0, bytes.length);
    }

    static List<StreamItem> feed(StreamReader reader, String text) {
        return feed(reader, text.getBytes(UTF_8));
    }

    /// A reader that has read the header.
    static StreamReader opened() {
        StreamReader reader = reader();
        feed(reader, HEADER);
        return reader;
    }

    /// What a whole stream consists of.
    static List<StreamItem> read(byte[] stream) {
        return feed(reader(), stream);
    }

    static List<StreamItem> read(String stream) {
        return read(stream.getBytes(UTF_8));
    }

    /// What comes after the header.
    static List<StreamItem> afterHeader(String text) {
        return feed(opened(), text);
    }

    /// The one element of a stream with the usual header.
    public static Frame frame(String element) {
        return frame(HEADER, element);
    }

    static Frame frame(String header, String element) {
        List<StreamItem> items = read(header + element);
        if (items.size() == 2 && items.get(1) instanceof StreamItem.Arrived(Frame frame)) {
            return frame;
        }
        throw new AssertionError("not one frame: " + items);
    }

    /// Reads a stream in pieces.
    ///
    /// @param pieces the length of the next piece
    static List<StreamItem> inPieces(StreamReader reader, byte[] stream, IntSupplier pieces) {
        List<StreamItem> items = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int length = Math.min(pieces.getAsInt(), stream.length - at);
            items.addAll(reader.feed(stream, at, length));
            at += length;
        }
        return items;
    }

    /// The elements' XML, as text.
    static List<String> xml(List<StreamItem> items) {
        return items.stream()
                .filter(StreamItem.Arrived.class::isInstance)
                .map(item -> new String(((StreamItem.Arrived) item).frame().xml(), UTF_8))
                .toList();
    }

    /// Each item in one line, so that two readings can be compared; keep-alives are left out, because how many
    /// there are depends on the pieces.
    static List<String> shown(List<StreamItem> items) {
        return items.stream()
                .filter(item -> !(item instanceof StreamItem.KeepAlive))
                .map(item -> item instanceof StreamItem.Arrived(Frame frame)
                        ? "Arrived " + new String(frame.xml(), UTF_8)
                        : item.toString())
                .toList();
    }
}
