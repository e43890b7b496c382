package org.rehome.gateway.link;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.rehome.backbone.lane.BarrierStream;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.home.Pools;
import org.rehome.xmpp.hook.Requests;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.ContentNamespace;
import org.rehome.xmpp.stream.Namespaces;

/// One life of an injection stream: stanzas in the content namespace of components, and as the barrier a
/// ping to the pool's domain, whose answer shows that the pool has processed all before it (RFC 6120 §10.1,
/// XEP-0199).
final class InjectionWire implements BarrierStream.Wire {
    private final ComponentConnection connection;
    private final PoolRegistered pool;
    private final Requests requests;
    private final Jid ourselves;
    private final Jid pinged;
    private final Barriers barriers;
    private final Duration limit;
    private final Consumer<Duration> barrierTimes;
    private volatile LongConsumer passed = barrier -> {};

    /// @param limit how long the pool may take for what is written
    InjectionWire(
            ComponentConnection connection,
            PoolRegistered pool,
            Jid ourselves,
            Jid pinged,
            Barriers barriers,
            Duration limit,
            Consumer<Duration> barrierTimes) {
        this.connection = connection;
        this.pool = pool;
        this.requests = new Requests(ourselves, pinged);
        this.ourselves = ourselves;
        this.pinged = pinged;
        this.barriers = barriers;
        this.limit = limit;
        this.barrierTimes = barrierTimes;
    }

    /// @param told of each barrier that is answered
    void onPassed(LongConsumer told) {
        passed = told;
    }

    @Override
    public void write(List<LaneStanza> stanzas, long barrier) throws IOException, InterruptedException {
        List<byte[]> out = new ArrayList<>(stanzas.size() + 1);
        stanzas.forEach(each -> out.add(form(each)));
        String ping = Ping.newId();
        barriers.expect(ping, pinged, () -> passed.accept(barrier));
        out.add(Ping.request(ping, ourselves, pinged));
        connection.write(out, limit);
    }

    // what is for elsewhere leaves by the server's own federation, which only its hook lets others do
    private byte[] form(LaneStanza stanza) {
        return !pool.link().hooked() || Pools.serves(pool, stanza.to().domain())
                ? ContentNamespace.rescope(stanza.xml(), Namespaces.COMPONENT)
                : requests.send(stanza.xml());
    }

    @Override
    public void close(String reason) {
        connection.closeNow(reason);
    }

    @Override
    public void confirmed(int stanzas, Duration after) {
        barrierTimes.accept(after);
    }
}
