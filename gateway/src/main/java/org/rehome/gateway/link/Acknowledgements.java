package org.rehome.gateway.link;

import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.rehome.xmpp.hook.Requests.Position;

/// What a hook has handed over of one queue, and up to which number all of it is durable. Outlives the streams, so that
/// after a reconnect nothing comes twice. Thread-safe.
final class Acknowledgements {
    private @Nullable String queue;

    /// All up to it is durable.
    private long h;

    /// The last one that came on this stream.
    private long last;

    /// Nothing of the queue has come yet, and where it begins is the hook's to say: after a restart of this gateway
    /// with the first that was not acknowledged.
    private boolean open;

    /// Durable, although one before them is not.
    private final SortedSet<Long> ahead = new TreeSet<>();

    /// What to do with a stanza.
    enum Take {
        NEW,
        /// It is durable already.
        KNOWN,
        /// One before it is missing: the hook is broken.
        GAP
    }

    /// For `hello`; null when nothing is known.
    synchronized @Nullable Position position() {
        return queue == null ? null : new Position(queue, h);
    }

    /// A stream begins with this queue: another one than before begins with whatever number comes
    /// first, the same one goes on behind `h`.
    synchronized void begin(String answered) {
        if (!answered.equals(queue)) {
            queue = answered;
            h = 0;
            ahead.clear();
            open = true;
        }
        last = h;
        notifyAll();
    }

    synchronized Take take(long seq) {
        if (open) {
            open = false;
            h = seq - 1;
            last = h;
        }
        if (seq > last + 1) {
            return Take.GAP;
        }
        boolean again = seq <= h || ahead.contains(seq);
        last = Math.max(last, seq);
        return again ? Take.KNOWN : Take.NEW;
    }

    /// @param of the queue that it came from; of another one than now it is nothing any more
    synchronized void durable(String of, long seq) {
        if (!of.equals(queue) || seq <= h) {
            return;
        }
        ahead.add(seq);
        while (!ahead.isEmpty() && ahead.first() == h + 1) {
            ahead.removeFirst();
            h++;
        }
        notifyAll();
    }

    /// Waits for something to acknowledge: many at a time, when it takes long to write.
    ///
    /// @param told what was acknowledged last
    /// @param limit in milliseconds
    /// @return null when there is nothing more within the limit
    synchronized @Nullable Position awaitMore(long told, long limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit * 1_000_000;
        long left = limit;
        while ((queue == null || h <= told) && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
        return queue == null || h <= told ? null : new Position(queue, h);
    }
}
