package org.rehome.edge.bus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.BarrierStream;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.edge.delivery.Barriers;
import org.rehome.edge.delivery.DeliveryListener;
import org.rehome.edge.delivery.Passage;
import org.rehome.edge.delivery.StanzaStream;
import org.rehome.edge.negotiation.StreamManagement;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// One stream to a partner as lanes use it: stanzas in the content namespace of servers, and a barrier behind them.
/// Where the partner acknowledges what is sent (XEP-0198), that is `<r/>`, and its acknowledgements count. Else it is a
/// ping from our domain to the partner's, whose answer shows that the partner has processed all before it
/// (RFC 6120 §10.1, XEP-0199).
final class PairWire implements BarrierStream.Wire {
    private final DomainPair pair;
    private final StanzaStream stream;
    private final Barriers barriers;
    private final DeliveryListener listener;
    private final Map<Long, Barriers.Barrier> waiting = new ConcurrentHashMap<>();
    private final IntConsumer handled = this::handled;
    private volatile @Nullable BarrierStream lanes;

    PairWire(DomainPair pair, StanzaStream stream, Barriers barriers, DeliveryListener listener) {
        this.pair = pair;
        this.stream = stream;
        this.barriers = barriers;
        this.listener = listener;
    }

    /// The lanes that are told of answers.
    void carry(BarrierStream stanzas) {
        lanes = stanzas;
    }

    @Override
    public void write(List<LaneStanza> stanzas, long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stanzas.forEach(each -> out.writeBytes(ContentNamespace.rescope(each.xml(), Namespaces.SERVER)));
        if (stream.acknowledged()) {
            out.writeBytes(StreamManagement.REQUEST.getBytes(StandardCharsets.UTF_8));
            stream.send(out.toByteArray(), stanzas.size(), handled);
        } else {
            out.writeBytes(ping(number));
            stream.send(out.toByteArray(), stanzas.size(), 1);
        }
    }

    private void handled(int stanzas) {
        BarrierStream told = lanes;
        listener.barrier(Passage.ANSWERED);
        if (told != null) {
            told.processed(stanzas);
        }
    }

    // the stage does nothing but tell
    @SuppressWarnings("FutureReturnValueIgnored")
    private byte[] ping(long number) {
        Barriers.Barrier barrier = barriers.raise(pair);
        waiting.put(number, barrier);
        barrier.passed().thenRun(() -> {
            BarrierStream told = lanes;
            waiting.remove(number);
            listener.barrier(Passage.ANSWERED);
            if (told != null) {
                told.passed(number);
            }
        });
        return barrier.request();
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
