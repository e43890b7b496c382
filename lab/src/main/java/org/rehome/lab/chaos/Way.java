package org.rehome.lab.chaos;

import org.rehome.lab.demo.World;
import org.rehome.lab.ledger.Token;

/// Which way a message goes through the suite.
public enum Way {
    /// From a partner, by the edge and the gateway, to a pool.
    INBOUND,
    /// From a pool, by the gateway and the edge, to a partner.
    OUTBOUND;

    static Way of(Token token) {
        return token.pair().sender().endsWith("@" + World.DOMAIN) ? OUTBOUND : INBOUND;
    }
}
