package org.rehome.backbone.lane;

import java.time.Instant;

/// Instants as text in the form of ISO 8601, as `Instant` has it. Nearly all are of the second in which the last one
/// was: what is the same for it is kept, because the whole costs as much as routing a stanza. Any thread may use it.
final class InstantText {
    /// `2026-01-02T03:04:05`
    private static final int TO_THE_SECOND = 19;

    private static final int NANO_DIGITS = 9;

    private static volatile Second last = new Second(0, "1970-01-01T00:00:00");

    private record Second(long epochSecond, String text) {}

    private InstantText() {}

    /// What `Instant.toString` says.
    static String of(Instant instant) {
        Second second = last;
        if (second.epochSecond() != instant.getEpochSecond()) {
            String whole = instant.toString();
            note(instant, whole);
            return whole;
        }
        int nanos = instant.getNano();
        if (nanos == 0) {
            return second.text() + "Z";
        }
        int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : NANO_DIGITS;
        char[] fraction = new char[digits];
        int rest = digits == 3 ? nanos / 1_000_000 : digits == 6 ? nanos / 1_000 : nanos;
        for (int i = digits - 1; i >= 0; i--) {
            fraction[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        return second.text() + "." + new String(fraction) + "Z";
    }

    /// @throws java.time.DateTimeException when it is no instant
    static Instant parse(String text) {
        Second second = last;
        int nanos = text.startsWith(second.text()) ? nanos(text) : -1;
        if (nanos >= 0) {
            return Instant.ofEpochSecond(second.epochSecond(), nanos);
        }
        Instant instant = Instant.parse(text);
        note(instant, text);
        return instant;
    }

    private static void note(Instant instant, String text) {
        boolean usual = text.endsWith("Z")
                && (text.length() == TO_THE_SECOND + 1
                        || (text.length() > TO_THE_SECOND && text.charAt(TO_THE_SECOND) == '.'));
        if (usual) {
            last = new Second(instant.getEpochSecond(), text.substring(0, TO_THE_SECOND));
        }
    }

    /// The fraction behind the second; negative when what is there is not what we write.
    private static int nanos(String text) {
        int end = text.length() - 1;
        if (end < TO_THE_SECOND || text.charAt(end) != 'Z') {
            return -1;
        }
        if (end == TO_THE_SECOND) {
            return 0;
        }
        int digits = end - TO_THE_SECOND - 1;
        if (text.charAt(TO_THE_SECOND) != '.' || digits < 1 || digits > NANO_DIGITS) {
            return -1;
        }
        int nanos = 0;
        for (int i = TO_THE_SECOND + 1; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            nanos = nanos * 10 + (c - '0');
        }
        for (int i = digits; i < NANO_DIGITS; i++) {
            nanos *= 10;
        }
        return nanos;
    }
}
