package org.rehome.lab.partner;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.rehome.lab.stanza.Stanza;

/// What a route keeps until the peer has acknowledged it (XEP-0198 §4), in order, from stream to stream. Thread-safe.
final class Unacknowledged {
    private final Deque<Stanza> stanzas = new ArrayDeque<>();
    private int written;
    private int everWritten;
    private long handled;

    /// Takes stanzas that are to be written after all others.
    synchronized void add(List<Stanza> more) {
        stanzas.addAll(more);
    }

    /// A new stream carries them: all are to be written again, and are counted anew.
    synchronized void newStream() {
        written = 0;
        handled = 0;
    }

    /// What the current stream is still to carry.
    synchronized List<Stanza> unwritten() {
        return stanzas.stream().skip(written).toList();
    }

    /// So many more have been, or may have been, written to the current stream.
    synchronized void written(int more) {
        written += more;
        everWritten = Math.max(everWritten, written);
    }

    /// The peer has handled so many of the current stream.
    ///
    /// @param h as in `<a h=''/>`
    /// @return how many it has newly handled
    synchronized int acknowledged(long h) {
        long more = h - handled;
        if (more < 0 || more > written) {
            throw new IllegalArgumentException("h is " + h + " after " + handled + ", and " + written + " are written");
        }
        handled = h;
        return forget((int) more);
    }

    /// The stream has no acknowledgements: what was written is done with.
    ///
    /// @return how many
    synchronized int forgetWritten() {
        return forget(written);
    }

    private int forget(int count) {
        for (int i = 0; i < count; i++) {
            stanzas.remove();
        }
        written -= count;
        everWritten -= count;
        return count;
    }

    synchronized boolean isEmpty() {
        return stanzas.isEmpty();
    }

    /// Gives away what no stream has carried yet.
    synchronized List<Stanza> takeNeverWritten() {
        List<Stanza> never = new ArrayList<>();
        while (stanzas.size() > everWritten) {
            never.addFirst(stanzas.removeLast());
        }
        return never;
    }
}
