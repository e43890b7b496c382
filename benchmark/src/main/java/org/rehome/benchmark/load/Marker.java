package org.rehome.benchmark.load;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// What tells messages apart, in a message's body: `~`, then lane, sequence number and due time as
/// hexadecimal digits. The length is fixed, so that it is patched and read in place; a tilde stands nowhere
/// else in a message.
final class Marker {
    static final byte START = '~';
    static final int LANE_DIGITS = 2;
    static final int SEQUENCE_DIGITS = 8;
    static final int LENGTH = 1 + LANE_DIGITS + SEQUENCE_DIGITS + 16;
    static final int MOST_LANES = 1 << (4 * LANE_DIGITS);

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int SEQUENCE_AT = 1 + LANE_DIGITS;
    private static final int DUE_AT = SEQUENCE_AT + SEQUENCE_DIGITS;

    private Marker() {}

    /// @param dueNanos when the message was to be sent, of [System#nanoTime]
    static void write(byte[] target, int at, int lane, long sequence, long dueNanos) {
        target[at] = START;
        hex(target, at + 1, LANE_DIGITS, lane);
        hex(target, at + SEQUENCE_AT, SEQUENCE_DIGITS, sequence);
        hex(target, at + DUE_AT, 16, dueNanos);
    }

    static int lane(byte[] source, int at) {
        return (int) number(source, at + 1, LANE_DIGITS);
    }

    static long sequence(byte[] source, int at) {
        return number(source, at + SEQUENCE_AT, SEQUENCE_DIGITS);
    }

    static long dueNanos(byte[] source, int at) {
        return number(source, at + DUE_AT, 16);
    }

    /// Writes the lowest digits of a number.
    static void hex(byte[] target, int at, int digits, long value) {
        long rest = value;
        for (int digit = at + digits - 1; digit >= at; digit--) {
            target[digit] = DIGITS[(int) (rest & 15)];
            rest >>>= 4;
        }
    }

    /// @throws NumberFormatException if something else stands there
    private static long number(byte[] source, int at, int digits) {
        long value = 0;
        for (int digit = at; digit < at + digits; digit++) {
            value = value << 4 | HexFormat.fromHexDigit(source[digit]);
        }
        return value;
    }
}
