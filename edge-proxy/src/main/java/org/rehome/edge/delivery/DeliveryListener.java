package org.rehome.edge.delivery;

import org.rehome.edge.partner.DomainPair;

/// Told of what becomes of outbound stanzas.
public interface DeliveryListener {
    /// The partner has processed so many stanzas.
    void delivered(DomainPair pair, int stanzas);

    /// A stanza went back to its sender, or ended here when it may not be answered.
    void returned(DomainPair pair, ReturnReason reason);

    /// So many stanzas were sent, and nobody knows whether they arrived; they are sent once more.
    void uncertain(DomainPair pair, int stanzas);

    /// An uncertain stanza is sent for the second time.
    void sentAgain();

    /// So many stanzas wait in the deferred topic now.
    void deferred(DomainPair pair, int stanzas);

    void barrier(Passage passage);

    /// The partner is out of reach for so long that stanzas were returned.
    void outOfReach(DomainPair pair, String reason);
}
