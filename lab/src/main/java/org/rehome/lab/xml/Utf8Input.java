package org.rehome.lab.xml;

import java.io.IOException;
import java.io.InputStream;

/// Decodes strict UTF-8 to the characters that XML 1.0 allows. It reads from the socket only when a character is asked
/// for that is not there yet, so the parser never waits for more than the element that it reads.
final class Utf8Input {
    static final int END = -1;
    private static final int NONE = -2;

    private final InputStream in;
    private final int limit;
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int length;
    private int peeked = NONE;
    private final StringBuilder source = new StringBuilder();

    /// @param limit the most characters between two marks
    Utf8Input(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    /// Forgets the source read so far.
    void mark() {
        source.setLength(0);
    }

    /// All that was read since the mark.
    String source() {
        return source.toString();
    }

    int peek() throws IOException {
        if (peeked == NONE) {
            peeked = decode();
        }
        return peeked;
    }

    int read() throws IOException {
        int c = peek();
        peeked = NONE;
        if (c != END) {
            source.appendCodePoint(c);
            if (source.length() > limit) {
                throw new StreamException("policy-violation", "an element of more than " + limit + " characters");
            }
        }
        return c;
    }

    private int octet() throws IOException {
        if (position == length) {
            length = in.read(buffer);
            position = 0;
            if (length <= 0) {
                length = 0;
                return END;
            }
        }
        return buffer[position++] & 0xFF;
    }

    private int decode() throws IOException {
        int first = octet();
        if (first == END || first < 0x80) {
            return first == END ? END : checked(first);
        }
        if (first >= 0xC2 && first <= 0xDF) {
            return checked((first & 0x1F) << 6 | continuation());
        }
        if (first >= 0xE0 && first <= 0xEF) {
            int c = (first & 0x0F) << 12 | continuation() << 6 | continuation();
            return c < 0x800 ? malformed(first) : checked(c);
        }
        if (first >= 0xF0 && first <= 0xF4) {
            int c = (first & 0x07) << 18 | continuation() << 12 | continuation() << 6 | continuation();
            return c < 0x10000 ? malformed(first) : checked(c);
        }
        return malformed(first);
    }

    private int continuation() throws IOException {
        int octet = octet();
        if ((octet & 0xC0) != 0x80 || octet == END) {
            return malformed(octet);
        }
        return octet & 0x3F;
    }

    private static int malformed(int octet) throws StreamException {
        throw new StreamException("unsupported-encoding", "octet " + octet + " is not UTF-8 here");
    }

    private static int checked(int c) throws StreamException {
        if (!allowed(c)) {
            throw new StreamException("not-well-formed", "U+%04X is not a character of XML".formatted(c));
        }
        return c;
    }

    /// XML 1.0 §2.2.
    static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || (c >= 0x10000 && c <= 0x10FFFF);
    }
}
