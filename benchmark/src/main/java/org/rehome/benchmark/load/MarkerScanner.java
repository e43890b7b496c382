package org.rehome.benchmark.load;

import java.nio.charset.StandardCharsets;

/// Finds messages, and requests that want an answer, in a component stream without parsing it.
final class MarkerScanner {
    private static final byte[] REQUEST = "<iq ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST_END = "</iq>".getBytes(StandardCharsets.US_ASCII);

    /// Told of what is found, in order.
    interface Found {
        void message(int lane, long sequence, long dueNanos);

        /// @param xml the whole element
        void request(String xml);
    }

    private final Found found;

    MarkerScanner(Found found) {
        this.found = found;
    }

    /// Looks through the first `length` bytes.
    ///
    /// @return how many are done with; the rest begins something whose end has not come yet
    int scan(byte[] bytes, int length) {
        int at = 0;
        while (at < length) {
            byte each = bytes[at];
            if (each == Marker.START) {
                if (length - at < Marker.LENGTH) {
                    return at;
                }
                found.message(Marker.lane(bytes, at), Marker.sequence(bytes, at), Marker.dueNanos(bytes, at));
                at += Marker.LENGTH;
            } else if (each == '<') {
                int next = tag(bytes, at, length);
                if (next < 0) {
                    return at;
                }
                at = next;
            } else {
                at++;
            }
        }
        return at;
    }

    /// @return where to go on, negative when too little of the tag is there
    private int tag(byte[] bytes, int at, int length) {
        if (at + 1 < length && bytes[at + 1] != REQUEST[1]) {
            return at + 1;
        }
        if (length - at < REQUEST.length) {
            return -1;
        }
        if (!stands(REQUEST, bytes, at)) {
            return at + 1;
        }
        for (int end = at; end <= length - REQUEST_END.length; end++) {
            if (stands(REQUEST_END, bytes, end)) {
                int next = end + REQUEST_END.length;
                found.request(new String(bytes, at, next - at, StandardCharsets.UTF_8));
                return next;
            }
        }
        return -1;
    }

    private static boolean stands(byte[] what, byte[] bytes, int at) {
        for (int i = 0; i < what.length; i++) {
            if (bytes[at + i] != what[i]) {
                return false;
            }
        }
        return true;
    }
}
