package org.rehome.edge.socket;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.rehome.edge.acknowledgement.Miscount;
import org.rehome.edge.acknowledgement.Unacknowledged;

/// What was sent on one outbound stream, and what is known of it. Lives on the stream's event loop.
final class SentStanzas {
    /// Who is not told what becomes of what he sends.
    static final IntConsumer NOBODY = stanzas -> {};

    private final StreamDetails details;
    private final Unacknowledged<IntConsumer> unacknowledged = new Unacknowledged<>();
    private long unconfirmed;

    SentStanzas(StreamDetails details) {
        this.details = details;
    }

    /// @param stanzas of lanes
    /// @param own pings and errors of our own
    /// @param handled told how many more of them the peer has handled
    void sent(int stanzas, int own, IntConsumer handled) {
        details.countOut(stanzas);
        unconfirmed += stanzas;
        unacknowledged.sent(handled, stanzas + own);
    }

    /// So many stanzas of lanes are known to have been processed.
    void confirmed(int stanzas) {
        unconfirmed -= stanzas;
    }

    long unconfirmed() {
        return unconfirmed;
    }

    /// The peer says how many it has handled, and those who sent them are told.
    ///
    /// @return what is wrong with that
    Optional<Miscount> acknowledged(long h) {
        return switch (unacknowledged.acknowledged(h)) {
            case Unacknowledged.Reading.Confirmed<IntConsumer>(var shares) -> {
                shares.forEach(share -> share.sender().accept(share.stanzas()));
                yield Optional.empty();
            }
            case Unacknowledged.Reading.Refused<IntConsumer>(var miscount) -> Optional.of(miscount);
        };
    }
}
