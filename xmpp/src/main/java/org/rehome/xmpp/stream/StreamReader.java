package org.rehome.xmpp.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a stream from bytes as they come, in pieces of any size, without blocking. Elements are bounded while they
/// are read (RFC 6120 §13.12); what is handed out is well-formed, namespace-correct and free of what RFC 6120 §11.1
/// forbids. Not thread-safe.
public final class StreamReader {
    private final String contentNamespace;
    private StreamLimits limits;
    private ElementScanner scanner;
    private @Nullable ElementParser parser;
    private byte[] buffer = new byte[4096];
    private int length;
    private int scanned;
    private boolean finished;

    /// @param contentNamespace the default namespace that the peer's header must declare, such as `jabber:server`
    public StreamReader(StreamLimits limits, String contentNamespace) {
        this.limits = limits;
        this.contentNamespace = contentNamespace;
        this.scanner = new ElementScanner(limits);
    }

    /// Other limits from now on, after authentication.
    public void limits(StreamLimits others) {
        limits = others;
        scanner = scanner.with(others);
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
            step(items);
        }
        if (scanner.takeWhitespace() && scanner.between()) {
            items.add(new StreamItem.KeepAlive());
            discard(scanned);
        }
        return items;
    }

    private void step(List<StreamItem> items) {
        ElementScanner.Mark mark = scanner.accept(buffer[scanned++]);
        StreamItem.Broken broken = scanner.broken();
        if (broken != null) {
            finish(items, broken);
            return;
        }
        switch (mark) {
            case NONE -> bound(items);
            case HEADER -> header(items);
            case ELEMENT -> element(items);
            case END -> finish(items, new StreamItem.Ended());
        }
    }

    private void bound(List<StreamItem> items) {
        if (scanned > limits.bytes()) {
            if (scanner.between()) {
                discard(scanned);
                return;
            }
            finish(
                    items,
                    new StreamItem.Broken(
                            StreamErrorCondition.POLICY_VIOLATION, "larger than " + limits.bytes() + " bytes"));
        }
    }

    private void header(List<StreamItem> items) {
        ElementParser.Header header = ElementParser.header(Arrays.copyOf(buffer, scanned), contentNamespace);
        switch (header) {
            case ElementParser.Header.Good(var parsed, var opened) -> {
                parser = parsed;
                items.add(new StreamItem.Opened(opened));
                discard(scanned);
            }
            case ElementParser.Header.Bad(var broken) -> finish(items, broken);
        }
    }

    private void element(List<StreamItem> items) {
        int start = leadingWhitespace();
        byte[] xml = Arrays.copyOfRange(buffer, start, scanned);
        ElementParser current = parser;
        if (current == null) {
            throw new IllegalStateException("an element before the header");
        }
        switch (current.element(xml)) {
            case StreamItem.Broken broken -> finish(items, broken);
            case StreamItem other -> {
                items.add(other);
                discard(scanned);
            }
        }
    }

    private int leadingWhitespace() {
        int start = 0;
        while (buffer[start] != '<') {
            start++;
        }
        return start;
    }

    private void finish(List<StreamItem> items, StreamItem last) {
        items.add(last);
        finished = true;
        buffer = new byte[0];
        length = 0;
        scanned = 0;
    }

    private void append(byte[] bytes, int offset, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
        }
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    // an element of the largest size is rare: its buffer is not kept
    private void discard(int count) {
        int rest = length - count;
        if (buffer.length > 64 * 1024 && rest < 4096) {
            byte[] smaller = new byte[4096];
            System.arraycopy(buffer, count, smaller, 0, rest);
            buffer = smaller;
        } else {
            System.arraycopy(buffer, count, buffer, 0, rest);
        }
        length = rest;
        scanned -= count;
    }
}
