package org.rehome.lab.traffic;

import java.util.random.RandomGenerator;
import org.rehome.lab.stanza.StanzaKind;

/// How often each kind of stanza is sent, as weights.
public record Mix(int messages, int requests, int presences) {
    /// Messages only: what a broken path returns as an error in any case. Presence may be dropped without an error
    /// (RFC 6121 §8.5), and then counts as lost.
    public static final Mix MESSAGES = new Mix(1, 0, 0);

    public Mix {
        if (messages < 0 || requests < 0 || presences < 0 || messages + requests + presences == 0) {
            throw new IllegalArgumentException(
                    "weights are not negative, and not all zero: %d %d %d".formatted(messages, requests, presences));
        }
    }

    StanzaKind draw(RandomGenerator random) {
        int drawn = random.nextInt(messages + requests + presences);
        if (drawn < messages) {
            return StanzaKind.MESSAGE;
        }
        return drawn < messages + requests ? StanzaKind.IQ : StanzaKind.PRESENCE;
    }
}
