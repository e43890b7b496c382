package org.rehome.edge.socket;

import io.vertx.core.Vertx;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.negotiation.AuthorityAnswer;
import org.rehome.edge.negotiation.DialbackRequest;
import org.rehome.edge.negotiation.EdgeFacts;
import org.rehome.edge.partner.DomainPair;

/// What every inbound stream works with.
///
/// @param authorities asks authoritative servers about dialback keys
/// @param legacyKeys asks the legacy gateway whether a key is its own
/// @param splices what passes through to the legacy gateway instead
/// @param questions bounds what is asked of `authorities` and `legacyKeys`
/// @param paces how fast partners have sent of late
/// @param earlier those that newer ones wait for
/// @param backlog what all of them have read and is not durable
/// @param bounces takes errors for senders at a partner, sent when there is a stream to it
public record InboundParts(
        Vertx vertx,
        EdgeFacts facts,
        Tls tls,
        StreamTable table,
        StreamEvents events,
        Barriers barriers,
        Authorities authorities,
        Authorities legacyKeys,
        BiConsumer<DomainPair, String> bounces,
        Backlog backlog,
        Splices splices,
        EarlierStreams earlier,
        Questions questions,
        Throttle.Paces paces,
        StreamTimes limits) {

    /// Asks the authoritative server of a domain.
    @FunctionalInterface
    public interface Authorities {
        /// @param answered told once, on any thread
        void ask(DialbackRequest request, Consumer<AuthorityAnswer> answered);
    }
}
