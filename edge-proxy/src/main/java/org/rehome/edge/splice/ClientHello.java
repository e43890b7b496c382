package org.rehome.edge.splice;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The first record of a TLS handshake (RFC 8446 §5.1, §4.1.2): nothing is taken from it but the name that it asks for
/// (RFC 6066 §3).
final class ClientHello {
    private static final int RECORD_HEADER = 5;
    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final byte HOST_NAME = 0;

    /// Message type and length, version, random.
    private static final int BEFORE_SESSION = 4 + 2 + 32;

    private ClientHello() {}

    /// Whether a connection begins with one: no XML begins with this byte.
    static boolean begins(byte first) {
        return first == HANDSHAKE;
    }

    /// Whether the whole record is there.
    static boolean isComplete(byte[] bytes) {
        return bytes.length >= RECORD_HEADER && bytes.length >= RECORD_HEADER + recordLength(bytes);
    }

    private static int recordLength(byte[] bytes) {
        return Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(3));
    }

    /// The name that the client asks for; null when it asks for none, or when this cannot be read.
    static @Nullable String serverName(byte[] bytes) {
        try {
            ByteBuffer hello = ByteBuffer.wrap(bytes, RECORD_HEADER, recordLength(bytes));
            if (hello.get(hello.position()) != CLIENT_HELLO) {
                return null;
            }
            skip(hello, BEFORE_SESSION);
            skip(hello, Byte.toUnsignedInt(hello.get()));
            skip(hello, Short.toUnsignedInt(hello.getShort()));
            skip(hello, Byte.toUnsignedInt(hello.get()));
            return hello.hasRemaining() ? among(part(hello)) : null;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String among(ByteBuffer extensions) {
        while (extensions.hasRemaining()) {
            int type = Short.toUnsignedInt(extensions.getShort());
            ByteBuffer extension = part(extensions);
            if (type == SERVER_NAME) {
                return hostName(part(extension));
            }
        }
        return null;
    }

    private static @Nullable String hostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            byte type = names.get();
            ByteBuffer name = part(names);
            if (type == HOST_NAME) {
                return StandardCharsets.US_ASCII.decode(name).toString();
            }
        }
        return null;
    }

    /// The part that begins with its length in two bytes.
    private static ByteBuffer part(ByteBuffer whole) {
        int length = Short.toUnsignedInt(whole.getShort());
        ByteBuffer part = whole.slice(whole.position(), length);
        skip(whole, length);
        return part;
    }

    private static void skip(ByteBuffer buffer, int count) {
        buffer.position(buffer.position() + count);
    }
}
