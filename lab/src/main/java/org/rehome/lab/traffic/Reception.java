package org.rehome.lab.traffic;

import java.util.Optional;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.server.Received;
import org.rehome.lab.server.StanzaListener;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaKind;

/// Enters into the ledger what reaches the users: messages as delivered, errors as returned.
final class Reception implements StanzaListener {
    private final Ledger ledger;
    private final Envelope envelope;

    Reception(Ledger ledger, Envelope envelope) {
        this.ledger = ledger;
        this.envelope = envelope;
    }

    @Override
    public void received(Received received) {
        Optional<Token> carried = Envelope.token(received.stanza());
        if (carried.isEmpty()) {
            return;
        }
        Token token = carried.get();
        Stanza stanza = received.stanza();
        if (stanza.isError()) {
            returned(token, received);
        } else if (stanza.kind() != StanzaKind.IQ || stanza.isRequest()) {
            delivered(token, received);
        }
        // The result of a request is its recipient's answer; the account is of requests.
    }

    private void returned(Token token, Received received) {
        if (!received.user().equals(token.pair().sender())) {
            ledger.misdelivered(token, received.user());
            return;
        }
        ledger.returned(token, received.stanza().condition().orElse("undefined-condition"));
    }

    private void delivered(Token token, Received received) {
        if (!received.user().equals(token.pair().recipient())) {
            ledger.misdelivered(token, received.user());
            return;
        }
        if (!envelope.intact(received.stanza(), token)) {
            ledger.corrupted(token);
        }
        ledger.delivered(token, received.at());
    }
}
