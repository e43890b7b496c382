package org.rehome.xmpp.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stanza.Stanza;

/// What a peer sends, by bytes: the first gives the pieces in which the others come.
final class FramingFuzzPlay {
    private static final StreamLimits LIMITS = StreamLimits.beforeAuthentication();
    private static final int LARGEST_PIECE = 256;

    private FramingFuzzPlay() {}

    static void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        List<StreamItem> whole = new StreamReader(LIMITS, Namespaces.SERVER).feed(stream, 0, stream.length);
        assertThat(Streams.shown(inPieces(stream, input[0]))).isEqualTo(Streams.shown(whole));
        for (int i = 0; i < whole.size(); i++) {
            boolean last = whole.get(i) instanceof StreamItem.Ended || whole.get(i) instanceof StreamItem.Broken;
            assertThat(last && i < whole.size() - 1)
                    .as("something after the end: %s", whole)
                    .isFalse();
            if (whole.get(i) instanceof StreamItem.Arrived(var frame)) {
                handOn(frame);
            }
        }
    }

    private static List<StreamItem> inPieces(byte[] stream, byte seed) {
        StreamReader reader = new StreamReader(LIMITS, Namespaces.SERVER);
        List<StreamItem> items = new ArrayList<>();
        int piece = 1 + (seed & 0x3F);
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(piece, stream.length - at);
            items.addAll(reader.feed(stream, at, length));
            assertThat(reader.held()).isLessThanOrEqualTo(2 * (LIMITS.bytes() + LARGEST_PIECE));
            at += length;
            piece = 1 + (piece * 31 + seed & 0x7F);
        }
        return items;
    }

    /// What is accepted is read by others: it has to be well-formed by itself.
    private static void handOn(Frame frame) {
        Stanza.read(frame);
        frame.tree();
        byte[] rescoped = ContentNamespace.rescope(frame.xml(), Namespaces.COMPONENT);
        String header = "<stream:stream xmlns='jabber:component:accept' xmlns:stream='" + Namespaces.STREAM + "'>";
        StreamReader next = new StreamReader(StreamLimits.afterAuthentication(), Namespaces.COMPONENT);
        next.feed(header.getBytes(UTF_8), 0, header.length());
        List<StreamItem> again = next.feed(rescoped, 0, rescoped.length);
        assertThat(again)
                .as("handed on as %s", new String(rescoped, UTF_8))
                .singleElement()
                .isInstanceOf(StreamItem.Arrived.class);
    }
}
