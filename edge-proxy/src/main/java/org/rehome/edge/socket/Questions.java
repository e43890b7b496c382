package org.rehome.edge.socket;

import java.util.function.Consumer;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Bounds the questions about dialback keys that one address has under way, on however many streams: each makes the
/// edge open a connection to somebody else. Any thread may use it.
final class Questions {
    static final int PER_ADDRESS = 32;

    private final AddressCounts underWay = new AddressCounts();

    /// Asks, unless the address has asked too much that is not answered yet.
    void ask(
            String address,
            InboundParts.Authorities authorities,
            DialbackRequest request,
            Consumer<AuthorityAnswer> answered) {
        if (underWay.enter(address) > PER_ADDRESS) {
            underWay.leave(address);
            answered.accept(new AuthorityAnswer.Unknown(
                    StanzaErrorCondition.RESOURCE_CONSTRAINT, "too many keys of " + address + " are being verified"));
            return;
        }
        authorities.ask(request, answer -> {
            underWay.leave(address);
            answered.accept(answer);
        });
    }
}
