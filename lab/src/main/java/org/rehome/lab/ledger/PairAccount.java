package org.rehome.lab.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.rehome.lab.stanza.StanzaKind;

/// The messages of one pair. Guarded by the ledger's lock.
final class PairAccount {
    enum State {
        OUTSTANDING,
        DELIVERED,
        RETURNED
    }

    // Parallel arrays, because load tests send millions.
    private long[] sentAt = new long[16];
    private long[] settledAt = new long[16];
    private State[] states = new State[16];
    private StanzaKind[] kinds = new StanzaKind[16];
    private int sent;
    private int outstanding;
    private long highestDelivered;

    /// @return the new message's sequence
    long send(StanzaKind kind, long at) {
        if (sent == sentAt.length) {
            sentAt = Arrays.copyOf(sentAt, sent * 2);
            settledAt = Arrays.copyOf(settledAt, sent * 2);
            states = Arrays.copyOf(states, sent * 2);
            kinds = Arrays.copyOf(kinds, sent * 2);
        }
        sentAt[sent] = at;
        states[sent] = State.OUTSTANDING;
        kinds[sent] = kind;
        sent++;
        outstanding++;
        return sent;
    }

    boolean knows(long sequence) {
        return sequence >= 1 && sequence <= sent;
    }

    State state(long sequence) {
        return states[index(sequence)];
    }

    StanzaKind kind(long sequence) {
        return kinds[index(sequence)];
    }

    long sentAt(long sequence) {
        return sentAt[index(sequence)];
    }

    /// When the first news of it came.
    long settledAt(long sequence) {
        return settledAt[index(sequence)];
    }

    void settle(long sequence, State state, long at) {
        states[index(sequence)] = state;
        settledAt[index(sequence)] = at;
        outstanding--;
    }

    long highestDelivered() {
        return highestDelivered;
    }

    void delivered(long sequence) {
        highestDelivered = Math.max(highestDelivered, sequence);
    }

    /// @return the first sequences that are outstanding, at most so many
    List<Long> outstandingSequences(int most) {
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < sent && sequences.size() < Math.min(most, outstanding); i++) {
            if (states[i] == State.OUTSTANDING) {
                sequences.add(i + 1L);
            }
        }
        return sequences;
    }

    List<Long> sequences(State state) {
        return LongStream.rangeClosed(1, sent)
                .filter(sequence -> state(sequence) == state)
                .boxed()
                .toList();
    }

    private static int index(long sequence) {
        return Math.toIntExact(sequence - 1);
    }
}
