package org.rehome.edge.negotiation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamHeader;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

/// What peers send, read by the real reader.
final class Frames {
    private static final String ROOT = "<?xml version='1.0'?><stream:stream xmlns='jabber:server'"
            + " xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback'";

    private Frames() {}

    /// @param attributes of the stream header
    static StreamHeader header(String attributes) {
        return read(ROOT + " " + attributes + ">").stream()
                .filter(StreamItem.Opened.class::isInstance)
                .map(item -> ((StreamItem.Opened) item).header())
                .findFirst()
                .orElseThrow();
    }

    static Frame element(String xml) {
        List<StreamItem> items = read(ROOT + ">" + xml);
        return items.stream()
                .filter(StreamItem.Arrived.class::isInstance)
                .map(item -> ((StreamItem.Arrived) item).frame())
                .findFirst()
                .orElseThrow(() -> new AssertionError("not an element: " + xml + ": " + items));
    }

    private static List<StreamItem> read(String xml) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        return new StreamReader(StreamLimits.afterAuthentication(), Namespaces.SERVER).feed(bytes, 0, bytes.length);
    }
}
