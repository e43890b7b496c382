package org.rehome.xmpp.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads a stream from bytes as they come, in pieces of any size, without blocking. Elements are bounded while they
/// are read (RFC 6120 §13.12); what is handed out is well-formed, namespace-correct and free of what RFC 6120 §11.1
/// forbids. Not thread-safe.
public final class StreamReader {
    private static final int SMALL = 4 * 1024;
    private static final int KEPT = 64 * 1024;

    private final String contentNamespace;
    private final ElementScanner scanner;
    private StreamLimits limits;
    private @Nullable ElementParser parser;
    private byte[] buffer = new byte[SMALL];

    /// Where the header or element begins that is being read.
    private int start;

    private int scanned;
    private int length;
    private boolean finished;

    /// @param contentNamespace the default namespace that the peer's header must declare, such as `jabber:server`
    public StreamReader(StreamLimits limits, String contentNamespace) {
        this.limits = limits;
        this.contentNamespace = contentNamespace;
        this.scanner = new ElementScanner(limits);
    }

    /// Other limits from now on, after authentication; they hold for an element of which a part has come, too.
    public void limits(StreamLimits others) {
        limits = others;
        scanner.limits(others);
    }

    /// Takes bytes from the socket.
    ///
    /// @return what they completed, in order; nothing after `Ended` or `Broken`
    public List<StreamItem> feed(byte[] bytes, int offset, int count) {
        List<StreamItem> items = new ArrayList<>();
        if (finished) {
            return items;
        }
        append(bytes, offset, count);
        while (scanned < length && !finished) {
            scanned = scanner.skip(buffer, scanned, (int) Math.min(length, start + (long) limits.bytes()));
            if (scanned < length) {
                step(items);
            }
        }
        if (!finished) {
            if (scanner.takeWhitespace() && scanner.between()) {
                items.add(new StreamItem.KeepAlive());
            }
            compact();
        }
        return items;
    }

    /// How many bytes are held for what has not come to its end.
    int held() {
        return buffer.length;
    }

    private void step(List<StreamItem> items) {
        ElementScanner.Mark mark = scanner.accept(buffer[scanned++]);
        StreamItem.Broken broken = scanner.broken();
        if (broken == null && scanned - start > limits.bytes()) {
            broken = StreamItem.Broken.tooBig(limits.bytes());
        }
        if (broken != null) {
            finish(items, broken);
            return;
        }
        switch (mark) {
            case NONE -> {
                if (scanner.between()) {
                    start = scanned;
                }
            }
            case HEADER -> header(items);
            case ELEMENT -> element(items);
            case END -> end(items);
        }
    }

    private void header(List<StreamItem> items) {
        switch (HeaderParser.parse(Arrays.copyOfRange(buffer, start, scanned), contentNamespace)) {
            case HeaderParser.Header.Good(var parsed, var opened) -> {
                parser = parsed;
                items.add(new StreamItem.Opened(opened));
                start = scanned;
            }
            case HeaderParser.Header.Bad(var broken) -> finish(items, broken);
        }
    }

    private void element(List<StreamItem> items) {
        switch (parser().element(Arrays.copyOfRange(buffer, start, scanned))) {
            case StreamItem.Broken broken -> finish(items, broken);
            case StreamItem other -> {
                items.add(other);
                start = scanned;
            }
        }
    }

    private void end(List<StreamItem> items) {
        String tag = new String(buffer, start, scanned - start, StandardCharsets.UTF_8);
        String name = tag.substring("</".length(), tag.length() - ">".length());
        boolean matches = name.stripTrailing().equals(parser().rootName());
        finish(
                items,
                matches
                        ? new StreamItem.Ended()
                        : new StreamItem.Broken(
                                StreamErrorCondition.NOT_WELL_FORMED, "a closing tag that is not the stream's"));
    }

    private ElementParser parser() {
        return Objects.requireNonNull(parser, "the scanner finds elements only after a header");
    }

    private void finish(List<StreamItem> items, StreamItem last) {
        items.add(last);
        finished = true;
        parser = null;
        buffer = new byte[0];
    }

    private void append(byte[] bytes, int offset, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
        }
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    // an element of the largest size is rare: its buffer is not kept
    private void compact() {
        int rest = length - start;
        if (buffer.length > KEPT && rest < SMALL) {
            buffer = Arrays.copyOf(Arrays.copyOfRange(buffer, start, length), SMALL);
        } else {
            System.arraycopy(buffer, start, buffer, 0, rest);
        }
        scanned -= start;
        length = rest;
        start = 0;
    }
}
