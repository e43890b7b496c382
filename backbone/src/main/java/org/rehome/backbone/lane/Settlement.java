package org.rehome.backbone.lane;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which offsets of one partition are settled. Stanzas settle out of order: some lanes wait, others go on.
/// What is committed is the lowest offset that is not settled; the commit's metadata lists what is settled
/// above it, so that whoever takes the partition over delivers exactly what is not.
///
/// Kept as ranges of what was read and is not settled. Offsets that hold no record (Kafka's own transaction
/// markers take some) are in no range. Not thread-safe.
final class Settlement {
    /// The most that Kafka stores with a commit (`offset.metadata.max.bytes`).
    static final int MAX_METADATA = 4_096;

    /// With more ranges than this the metadata may not hold them all: nothing more is to be read until some
    /// close.
    static final int CROWDED = 1_000;

    /// Three bytes of runs take four characters.
    private static final int MAX_BYTES = MAX_METADATA / 4 * 3 - 3;

    /// Each unsettled range, from its first offset to the one after its last.
    private final TreeMap<Long, Long> unsettled = new TreeMap<>();
    private long next;

    /// Nothing before `start` is to be read, nothing from there on was.
    Settlement(long start) {
        this.next = start;
    }

    /// As it was committed.
    ///
    /// @param metadata what {@link #metadata} gave
    /// @throws IllegalArgumentException when it gave no such text
    static Settlement restored(long committed, String metadata) {
        Settlement settlement = new Settlement(committed);
        byte[] bytes = Base64.getDecoder().decode(metadata);
        int at = 0;
        boolean settled = false;
        while (at < bytes.length) {
            long run = 0;
            int shift = 0;
            byte each;
            do {
                if (at == bytes.length) {
                    throw new IllegalArgumentException("settled offsets end within a number: " + metadata);
                }
                each = bytes[at++];
                run |= (long) (each & 0x7f) << shift;
                shift += 7;
            } while (each < 0);
            if (!settled) {
                settlement.unsettled.put(settlement.next, settlement.next + run);
            }
            settlement.next += run;
            settled = !settled;
        }
        return settlement;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settlement that && next == that.next && unsettled.equals(that.unsettled);
    }

    @Override
    public int hashCode() {
        return 31 * unsettled.hashCode() + Long.hashCode(next);
    }

    Settlement copy() {
        Settlement copy = new Settlement(next);
        copy.unsettled.putAll(unsettled);
        return copy;
    }

    /// A record was read.
    ///
    /// @return false when it is settled already, by an earlier owner
    boolean read(long offset) {
        if (offset < next) {
            return isUnsettled(offset);
        }
        Map.Entry<Long, Long> last = unsettled.lastEntry();
        if (last != null && last.getValue() == offset) {
            unsettled.put(last.getKey(), offset + 1);
        } else {
            unsettled.put(offset, offset + 1);
        }
        next = offset + 1;
        return true;
    }

    boolean isUnsettled(long offset) {
        Map.Entry<Long, Long> range = unsettled.floorEntry(offset);
        return range != null && offset < range.getValue();
    }

    /// Whether a record that was read is settled; false for what was never read.
    boolean isSettled(long offset) {
        return offset < next && !isUnsettled(offset);
    }

    /// A record that was read is delivered and confirmed, or returned, or deferred.
    void settle(long offset) {
        Map.Entry<Long, Long> range = unsettled.floorEntry(offset);
        if (range == null || offset >= range.getValue()) {
            throw new IllegalStateException("offset " + offset + " is not there to be settled");
        }
        long start = range.getKey();
        long end = range.getValue();
        if (start == offset) {
            unsettled.remove(start);
        } else {
            unsettled.put(start, offset);
        }
        if (offset + 1 < end) {
            unsettled.put(offset + 1, end);
        }
    }

    /// What to commit: the lowest offset that is not settled.
    long position() {
        return unsettled.isEmpty() ? next : unsettled.firstKey();
    }

    /// The first offset that was never read.
    long next() {
        return next;
    }

    /// How many offsets were read and are not settled.
    long unsettled() {
        long count = 0;
        for (Map.Entry<Long, Long> range : unsettled.entrySet()) {
            count += range.getValue() - range.getKey();
        }
        return count;
    }

    /// Whether nothing more should be read for now, for the metadata to hold what is settled.
    boolean crowded() {
        return unsettled.size() >= CROWDED;
    }

    /// What is settled above {@link #position}: the lengths of runs, unsettled and settled in turn, as
    /// Base64 of variable-length numbers. What does not fit is left out at the end, and so counts as
    /// unsettled.
    String metadata() {
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        long at = position();
        for (Map.Entry<Long, Long> range : unsettled.entrySet()) {
            ByteArrayOutputStream pair = new ByteArrayOutputStream();
            if (range.getKey() > at) {
                write(pair, range.getKey() - at);
            }
            write(pair, range.getValue() - range.getKey());
            if (runs.size() + pair.size() > MAX_BYTES - 10) {
                return Base64.getEncoder().encodeToString(runs.toByteArray());
            }
            runs.writeBytes(pair.toByteArray());
            at = range.getValue();
        }
        if (next > at) {
            write(runs, next - at);
        }
        return Base64.getEncoder().encodeToString(runs.toByteArray());
    }

    private static void write(ByteArrayOutputStream to, long run) {
        long rest = run;
        while (rest >= 0x80) {
            to.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }
}
