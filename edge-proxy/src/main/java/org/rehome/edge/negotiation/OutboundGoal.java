package org.rehome.edge.negotiation;

import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.NegotiationRules;

/// What a stream that we open is for.
public sealed interface OutboundGoal {
    DomainPair pair();

    NegotiationRules rules();

    /// How the peer is to confirm what it is sent.
    default Confirmation confirmation() {
        return Confirmation.Automatic;
    }

    /// To carry the stanzas of a domain pair.
    ///
    /// @param confirmation how the peer is to confirm them
    record CarryStanzas(DomainPair pair, NegotiationRules rules, Confirmation confirmation) implements OutboundGoal {
        CarryStanzas(DomainPair pair, NegotiationRules rules) {
            this(pair, rules, Confirmation.Automatic);
        }
    }

    /// To see how far it comes; stanzas of nobody are sent on it.
    record Probe(DomainPair pair, NegotiationRules rules) implements OutboundGoal {}

    /// To ask the partner's server, as the authoritative one, about a dialback key (XEP-0220 §2.1.2).
    record AskVerdict(DialbackRequest request, NegotiationRules rules) implements OutboundGoal {
        @Override
        public DomainPair pair() {
            return request.pair();
        }
    }
}
