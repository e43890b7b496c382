package org.rehome.benchmark.load;

import java.nio.charset.StandardCharsets;

/// The messages, one for each lane: from a contact of its own to a user of its own. All are equally long.
final class Messages {
    /// Of one message, in bytes.
    static final int LENGTH = 250;

    private static final String PADDING = "The quick brown fox jumps over the lazy dog and comes home late. ";

    private final byte[][] templates;
    private final int[] idAt;
    private final int[] markerAt;

    /// @param partner the domain that sends
    /// @param domain the domain that receives
    Messages(String partner, String domain, int lanes) {
        if (lanes < 1 || lanes > Marker.MOST_LANES) {
            throw new IllegalArgumentException("lanes: from 1 to " + Marker.MOST_LANES + ", not " + lanes);
        }
        templates = new byte[lanes][];
        idAt = new int[lanes];
        markerAt = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            prepare(lane, sender(partner, lane), Job.user(domain, lane));
        }
    }

    private static String sender(String partner, int lane) {
        return "contact%03d@%s/bench".formatted(lane, partner);
    }

    private void prepare(int lane, String from, String to) {
        String id = "0".repeat(Marker.LANE_DIGITS + Marker.SEQUENCE_DIGITS);
        String start = "<message from='" + from + "' to='" + to + "' type='chat' id='" + id + "'><body>";
        String end = "</body></message>";
        int padding = LENGTH - start.length() - Marker.LENGTH - end.length();
        if (padding < 0) {
            throw new IllegalArgumentException("these addresses are too long: " + from + ", " + to);
        }
        String text = PADDING.repeat(padding / PADDING.length() + 1).substring(0, padding);
        String message = start + " ".repeat(Marker.LENGTH) + text + end;
        templates[lane] = message.getBytes(StandardCharsets.US_ASCII);
        idAt[lane] = start.indexOf(id);
        markerAt[lane] = start.length();
    }

    int lanes() {
        return templates.length;
    }

    /// Writes a lane's message; it takes [#LENGTH] bytes.
    void put(byte[] target, int at, int lane, long sequence, long dueNanos) {
        System.arraycopy(templates[lane], 0, target, at, LENGTH);
        int id = at + idAt[lane];
        Marker.hex(target, id, Marker.LANE_DIGITS, lane);
        Marker.hex(target, id + Marker.LANE_DIGITS, Marker.SEQUENCE_DIGITS, sequence);
        Marker.write(target, at + markerAt[lane], lane, sequence, dueNanos);
    }
}
