package org.rehome.edge.negotiation;

import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// What the authoritative server said of a dialback key (XEP-0220 §2.1.2).
public sealed interface AuthorityAnswer {
    record Valid() implements AuthorityAnswer {}

    record Invalid() implements AuthorityAnswer {}

    /// It could not be asked, or answered with an error.
    record Unknown(StanzaErrorCondition condition, String detail) implements AuthorityAnswer {}
}
