package org.rehome.gateway.link;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rehome.contracts.address.Jid;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.Stanza;

/// The pings to a pool that wait for their answers. An answer counts whichever of the pool's streams brings
/// it: Prosody answers on the injection stream, ejabberd may on a capture stream.
final class Barriers {
    /// More than are ever under way: those whose answer never came are forgotten in time.
    private static final int REMEMBERED = 1_000;

    private final Map<String, Waiting> waiting = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Waiting> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Waiting(Jid pinged, Runnable answered) {}

    /// Registers a ping before it is sent.
    ///
    /// @param answered runs when it is answered
    synchronized void expect(String id, Jid pinged, Runnable answered) {
        waiting.put(id, new Waiting(pinged, answered));
    }

    /// True when the stanza answers a ping that waits; only the pinged address may.
    boolean answeredBy(Stanza stanza) {
        String id = stanza.id();
        if (id == null) {
            return false;
        }
        Waiting found;
        synchronized (this) {
            found = waiting.get(id);
            if (found == null || !Ping.isAnswer(stanza, id, found.pinged())) {
                return false;
            }
            waiting.remove(id);
        }
        found.answered().run();
        return true;
    }
}
