package org.rehome.lab.partner;

import java.io.IOException;
import org.rehome.lab.stanza.StanzaCondition;

/// A stream could not be had; what waits for it returns to its senders with [#condition()].
final class NegotiationException extends IOException {
    private static final long serialVersionUID = 1L;

    private final StanzaCondition condition;

    NegotiationException(StanzaCondition condition, String message) {
        super(message);
        this.condition = condition;
    }

    StanzaCondition condition() {
        return condition;
    }
}
