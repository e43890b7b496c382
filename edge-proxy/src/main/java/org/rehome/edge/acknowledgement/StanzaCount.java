package org.rehome.edge.acknowledgement;

import java.util.OptionalLong;

/// The number of stanzas as acknowledgements carry it: an unsigned 32-bit integer, 0 after 2^32-1 (XEP-0198 §4).
public final class StanzaCount {
    private static final long MODULUS = 1L << Integer.SIZE;

    /// Leading zeros aside, as many digits as the largest has.
    private static final int MAX_DIGITS = 10;

    private StanzaCount() {}

    /// A count as `h`.
    public static long wrapped(long count) {
        return Math.floorMod(count, MODULUS);
    }

    /// Reads an `h`; empty when it is none (XML Schema's `unsignedInt`).
    public static OptionalLong read(String h) {
        if (h.isEmpty() || h.length() > MAX_DIGITS || !h.chars().allMatch(each -> each >= '0' && each <= '9')) {
            return OptionalLong.empty();
        }
        long value = Long.parseLong(h);
        return value < MODULUS ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
