package org.rehome.gateway.link;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.Stanza;

/// The pings to a pool that wait for their answers. An answer counts whichever of the pool's streams brings it: Prosody
/// answers on the injection stream, ejabberd may on a capture stream.
final class Barriers {
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();

    private record Waiting(Jid pinged, CompletableFuture<@Nullable String> answered) {}

    /// Registers a ping before it is sent.
    ///
    /// @return completes with null when it is answered, with the reason when its stream is lost
    CompletableFuture<@Nullable String> expect(String id, Jid pinged) {
        CompletableFuture<@Nullable String> answered = new CompletableFuture<>();
        waiting.put(id, new Waiting(pinged, answered));
        return answered;
    }

    void forget(String id) {
        waiting.remove(id);
    }

    /// True when the stanza answers a ping that waits; only the pinged address may.
    boolean answeredBy(Stanza stanza) {
        String id = stanza.id();
        if (id == null) {
            return false;
        }
        Waiting found = waiting.get(id);
        if (found == null || !Ping.isAnswer(stanza, id, found.pinged())) {
            return false;
        }
        waiting.remove(id);
        found.answered().complete(null);
        return true;
    }

    /// The injection stream is lost: no answer comes any more.
    void lost(String reason) {
        waiting.values().forEach(each -> each.answered().complete(reason));
        waiting.clear();
    }
}
