package org.rehome.edge.delivery;

import java.util.concurrent.CompletableFuture;
import org.rehome.edge.partner.DomainPair;

/// The streams to partners, one a pair.
public interface StanzaStreams {
    /// The stream of the pair, opened when there is none. Attempts that follow a failed one wait a growing pause first.
    CompletableFuture<Establishment> establish(DomainPair pair);
}
