package org.rehome.gateway.route;

import org.rehome.contracts.address.PoolName;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

/// Where a stanza goes.
public sealed interface Route {
    /// The rule that decided.
    Rule rule();

    record ToPool(PoolName pool, Rule rule) implements Route {}

    /// To the partner, by an edge.
    record ToEdge(Rule rule) implements Route {}

    record ToLegacyGateway(Rule rule) implements Route {}

    /// It waits on its lane until the reason is gone.
    record Hold(Rule rule) implements Route {}

    /// An error goes back to the sender. Only for stanzas that may be answered with one.
    ///
    /// @param reason counted and put on the error's record, such as `policy-refuses`
    record Return(StanzaErrorCondition condition, String reason, Rule rule) implements Route {}

    /// Nobody is told: there is nobody who may be.
    ///
    /// @param reason counted
    record Drop(String reason, Rule rule) implements Route {}
}
