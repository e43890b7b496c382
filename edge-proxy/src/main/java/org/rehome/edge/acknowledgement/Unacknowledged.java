package org.rehome.edge.acknowledgement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// What was sent on a stream of ours and is not acknowledged (XEP-0198 §4). Besides the stanzas of lanes a stream
/// carries pings and errors of our own, and an acknowledgement counts them all: so each stanza has a sender, who is
/// told of his own. Lives on the stream's event loop.
///
/// @param <S> who sends
public final class Unacknowledged<S> {
    /// Half of all numbers: an `h` that is further ahead than that is behind.
    private static final long AHEAD = 1L << (Integer.SIZE - 1);

    /// What an acknowledgement means.
    public sealed interface Reading<S> {
        /// @param shares what is known to be handled from now on, in the order of sending
        record Confirmed<S>(List<Share<S>> shares) implements Reading<S> {
            public Confirmed {
                shares = List.copyOf(shares);
            }
        }

        /// What cannot be.
        record Refused<S>(Miscount miscount) implements Reading<S> {}
    }

    /// So many stanzas of a sender.
    public record Share<S>(S sender, int stanzas) {}

    /// Stanzas that one sender sent one after the other.
    private static final class Run<S> {
        private final S sender;
        private int length;

        Run(S sender, int length) {
            this.sender = sender;
            this.length = length;
        }
    }

    private final Deque<Run<S>> runs = new ArrayDeque<>();
    private long sent;
    private long acknowledged;

    /// So many stanzas are written.
    public void sent(S sender, int stanzas) {
        if (stanzas < 0) {
            throw new IllegalArgumentException(stanzas + " stanzas sent");
        }
        if (stanzas == 0) {
            return;
        }
        Run<S> last = runs.peekLast();
        if (last != null && last.sender.equals(sender)) {
            last.length += stanzas;
        } else {
            runs.add(new Run<>(sender, stanzas));
        }
        sent += stanzas;
    }

    /// Takes what the peer says that it has handled. What cannot be changes nothing.
    ///
    /// @param h modulo 2^32
    public Reading<S> acknowledged(long h) {
        long more = StanzaCount.wrapped(h - acknowledged);
        if (more > sent - acknowledged) {
            return new Reading.Refused<>(
                    more < AHEAD
                            ? new Miscount.TooHigh(h, StanzaCount.wrapped(sent))
                            : new Miscount.GoneBack(h, StanzaCount.wrapped(acknowledged)));
        }
        acknowledged += more;
        return new Reading.Confirmed<>(remove(more));
    }

    private List<Share<S>> remove(long stanzas) {
        List<Share<S>> shares = new ArrayList<>();
        long left = stanzas;
        while (left > 0) {
            Run<S> first = runs.getFirst();
            int here = (int) Math.min(left, first.length);
            shares.add(new Share<>(first.sender, here));
            first.length -= here;
            left -= here;
            if (first.length == 0) {
                runs.remove();
            }
        }
        return shares;
    }
}
