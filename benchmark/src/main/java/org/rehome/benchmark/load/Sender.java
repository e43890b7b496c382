package org.rehome.benchmark.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Sends messages, lane by lane in turn. One thread sends at a time.
final class Sender {
    /// As many messages as fit in one TLS record (RFC 8446 §5.1).
    static final int BATCH = (1 << 14) / Messages.LENGTH;

    private static final byte[] ACKNOWLEDGE = "<r xmlns='urn:xmpp:sm:3'/>".getBytes(StandardCharsets.US_ASCII);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final OutputStream out;
    private final Messages messages;
    private final Sink sink;
    private final int perRecord;
    private final boolean acknowledged;
    private final byte[] buffer = new byte[BATCH * Messages.LENGTH + ACKNOWLEDGE.length];
    private final long[] sent;
    private long total;
    private int unasked;

    /// @param perRecord how many messages are handed to TLS at once, at most
    /// @param acknowledged whether the server is to be asked, behind as many messages as a record takes, what it
    ///     has got
    Sender(OutputStream out, Messages messages, Sink sink, int perRecord, boolean acknowledged) {
        this.perRecord = perRecord;
        this.acknowledged = acknowledged;
        this.out = out;
        this.messages = messages;
        this.sink = sink;
        this.sent = new long[messages.lanes()];
    }

    /// Sends as fast as messages arrive, with no more than `outstanding` under way.
    void saturate(int outstanding, BooleanSupplier going) throws IOException, InterruptedException {
        while (going.getAsBoolean()) {
            if (sink.await(total + BATCH - outstanding, LOOK_AGAIN)) {
                long now = System.nanoTime();
                for (int i = 0; i < BATCH; i++) {
                    put(i, now);
                }
                send(BATCH);
            }
        }
    }

    /// Sends one message every period, whatever arrives. A message that is late keeps the time at which it
    /// was due, so that a stall counts for every message that it delays.
    void pace(long startNanos, long periodNanos, long count) throws IOException {
        long done = 0;
        while (done < count) {
            long due = startNanos + done * periodNanos;
            long now = System.nanoTime();
            if (due - now > 0) {
                LockSupport.parkNanos(due - now);
                continue;
            }
            int batch = 0;
            while (batch < BATCH && done < count && startNanos + done * periodNanos - now <= 0) {
                put(batch++, startNanos + done++ * periodNanos);
            }
            send(batch);
        }
    }

    private void put(int place, long dueNanos) {
        int lane = (int) (total % sent.length);
        messages.put(buffer, place * Messages.LENGTH, lane, sent[lane]++, dueNanos);
        total++;
    }

    private void send(int batch) throws IOException {
        for (int first = 0; first < batch; first += perRecord) {
            int count = Math.min(perRecord, batch - first);
            int length = count * Messages.LENGTH;
            if (asks(count) && first + count == batch) {
                System.arraycopy(ACKNOWLEDGE, 0, buffer, first * Messages.LENGTH + length, ACKNOWLEDGE.length);
                length += ACKNOWLEDGE.length;
                unasked = 0;
            }
            out.write(buffer, first * Messages.LENGTH, length);
            out.flush();
        }
    }

    private boolean asks(int more) {
        unasked += more;
        return acknowledged && unasked >= BATCH;
    }

    /// How many were sent; to be asked when nothing is being sent.
    long total() {
        return total;
    }

    /// How many were sent on each lane; to be asked when nothing is being sent.
    long[] sentByLane() {
        return sent.clone();
    }
}
