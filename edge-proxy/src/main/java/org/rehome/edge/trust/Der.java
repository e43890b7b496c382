package org.rehome.edge.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// As much of DER (X.690) as the names of a certificate need: tags of one byte and definite lengths.
final class Der {
    static final int SEQUENCE = 0x30;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int UTF8_STRING = 0x0C;
    static final int IA5_STRING = 0x16;

    /// One value.
    ///
    /// @param content without tag and length
    record Value(int tag, ByteBuffer content) {

        String text() {
            ByteBuffer bytes = content.duplicate();
            return (tag == UTF8_STRING ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1)
                    .decode(bytes)
                    .toString();
        }

        String hex() {
            byte[] bytes = new byte[content.remaining()];
            content.duplicate().get(bytes);
            return HexFormat.of().formatHex(bytes);
        }

        /// Reads the values inside.
        Der inside() {
            return new Der(content.duplicate());
        }
    }

    private final ByteBuffer bytes;

    Der(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    private Der(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    boolean hasNext() {
        return bytes.hasRemaining();
    }

    /// @throws MalformedDer when there is no whole value
    Value next() throws MalformedDer {
        int tag = octet();
        if ((tag & 0x1F) == 0x1F) {
            throw new MalformedDer("a tag of several bytes");
        }
        int length = length();
        if (length > bytes.remaining()) {
            throw new MalformedDer("a value longer than what holds it");
        }
        ByteBuffer content = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return new Value(tag, content);
    }

    Value next(int tag) throws MalformedDer {
        Value value = next();
        if (value.tag() != tag) {
            throw new MalformedDer("tag " + value.tag() + " where " + tag + " belongs");
        }
        return value;
    }

    private int length() throws MalformedDer {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7F;
        if (octets == 0 || octets > 3) {
            throw new MalformedDer("a length of " + octets + " bytes");
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
        }
        return length;
    }

    private int octet() throws MalformedDer {
        if (!bytes.hasRemaining()) {
            throw new MalformedDer("it ends too early");
        }
        return bytes.get() & 0xFF;
    }

    /// The bytes are not what they should be.
    static final class MalformedDer extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedDer(String message) {
            super(message);
        }
    }
}
