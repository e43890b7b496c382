package org.rehome.edge.negotiation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamHeader;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

/// The bytes by which a play is played: each choice takes one, and what a peer says may be taken from them too.
final class FuzzBytes {
    /// Longer plays show nothing that shorter ones do not.
    private static final int LONGEST_PLAY = 2_000;

    private static final byte[] ROOT =
            ("<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'"
                            + " xmlns:db='jabber:server:dialback'>")
                    .getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private int at;

    FuzzBytes(byte[] bytes) {
        this.bytes = Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST_PLAY));
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    int choice(int of) {
        return hasMore() ? (bytes[at++] & 0xFF) % of : 0;
    }

    <T> T oneOf(List<T> all) {
        return all.get(choice(all.size()));
    }

    private byte[] some() {
        int length = Math.min(choice(256), bytes.length - at);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /// What a peer's words come to: words of its own choice, read by the real reader, or usual ones.
    StreamItem element(List<String> usual) {
        int which = choice(usual.size() + 1);
        byte[] said = which < usual.size() ? usual.get(which).getBytes(StandardCharsets.UTF_8) : some();
        StreamReader reader = new StreamReader(StreamLimits.beforeAuthentication(), Namespaces.SERVER);
        reader.feed(ROOT, 0, ROOT.length);
        List<StreamItem> items = reader.feed(said, 0, said.length);
        return items.isEmpty() ? new StreamItem.KeepAlive() : items.getFirst();
    }

    StreamHeader header(List<String> usual) {
        return Frames.header(oneOf(usual));
    }

    static boolean is(StreamItem item, String namespace, String name) {
        return item instanceof StreamItem.Arrived(Frame frame) && frame.is(namespace, name);
    }
}
