package org.rehome.edge.bus;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.rehome.backbone.lane.BarrierStream;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// One stream to a partner as lanes use it: stanzas in the content namespace of servers, and as the barrier
/// a ping from our domain to the partner's, whose answer shows that the partner has processed all before it
/// (RFC 6120 §10.1, XEP-0199).
final class PairWire implements BarrierStream.Wire {
    private final DomainPair pair;
    private final StanzaStream stream;
    private final Barriers barriers;
    private final DeliveryListener listener;
    private final Map<Long, Barriers.Barrier> waiting = new ConcurrentHashMap<>();
    private volatile LongConsumer passed = barrier -> {};

    PairWire(DomainPair pair, StanzaStream stream, Barriers barriers, DeliveryListener listener) {
        this.pair = pair;
        this.stream = stream;
        this.barriers = barriers;
        this.listener = listener;
    }

    /// @param told of each barrier that is answered
    void onPassed(LongConsumer told) {
        passed = told;
    }

    // the stage does nothing but tell
    @SuppressWarnings("FutureReturnValueIgnored")
    @Override
    public void write(List<LaneStanza> stanzas, long number) {
        Barriers.Barrier barrier = barriers.raise(pair);
        waiting.put(number, barrier);
        barrier.passed().thenRun(() -> {
            waiting.remove(number);
            listener.barrier(Passage.ANSWERED);
            passed.accept(number);
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stanzas.forEach(each -> out.writeBytes(ContentNamespace.rescope(each.xml(), Namespaces.SERVER)));
        out.writeBytes(barrier.request());
        stream.send(out.toByteArray(), stanzas.size());
    }

    @Override
    public void close(String reason) {
        listener.barrier(Passage.UNANSWERED);
        stream.end(StreamErrorCondition.CONNECTION_TIMEOUT, reason);
    }

    @Override
    public void confirmed(int stanzas, Duration after) {
        stream.confirmed(stanzas);
    }

    /// No answer is waited for any more; a late one shows all the same that the partner can answer.
    void forget() {
        waiting.values().forEach(barriers::withdraw);
        waiting.clear();
    }
}
