package org.rehome.edge.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.edge.partner.DomainPair;
import org.rehome.xmpp.ping.Ping;
import org.rehome.xmpp.stanza.Stanza;

/// The pings that wait for their answer. The answer comes on a stream of the partner to us, so it is found by its id,
/// which nobody can guess, and only the domain that was pinged may give it. That stream may end at another edge; the id
/// says which one waits. Any thread may use it.
public final class Barriers {
    private static final int REMEMBERED = 10_000;

    private final Map<String, Barrier> waiting = new ConcurrentHashMap<>();
    private final Map<String, DomainPair> withdrawn = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DomainPair> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final String edge;
    private final Predicate<String> others;
    private final Consumer<DomainPair> answered;

    /// A ping and what becomes of it.
    ///
    /// @param passed completes when the answer has come
    public record Barrier(String id, DomainPair pair, CompletableFuture<Boolean> passed) {
        /// The ping, from our domain to the partner's.
        public byte[] request() {
            return Ping.request(id, Jid.of(pair.local()), Jid.of(pair.partner()));
        }
    }

    /// @param edge the id of this edge
    /// @param others whether there is another edge of that id
    /// @param answered told of every pair whose ping was answered, in time or late
    public Barriers(String edge, Predicate<String> others, Consumer<DomainPair> answered) {
        this.edge = edge;
        this.others = others;
        this.answered = answered;
    }

    /// A new ping; to be withdrawn when nobody waits for it any more.
    public Barrier raise(DomainPair pair) {
        Barrier barrier = new Barrier(PingId.next(edge).toString(), pair, new CompletableFuture<>());
        waiting.put(barrier.id(), barrier);
        return barrier;
    }

    public void withdraw(Barrier barrier) {
        if (waiting.remove(barrier.id()) != null) {
            synchronized (withdrawn) {
                withdrawn.put(barrier.id(), barrier.pair());
            }
        }
    }

    /// Takes the answer to a ping of an edge.
    public Answer answer(Stanza stanza) {
        String id = stanza.id();
        if (id == null || (stanza.kind() != StanzaKind.IQ_RESULT && stanza.kind() != StanzaKind.IQ_ERROR)) {
            return new Answer.None();
        }
        DomainPair pair = new DomainPair(stanza.to().domain(), stanza.from().domain());
        if (!answers(stanza, id, pair)) {
            return new Answer.None();
        }
        if (answered(id, pair)) {
            return new Answer.Ours();
        }
        return PingId.read(id)
                .filter(ping -> !ping.edge().equals(edge) && others.test(ping.edge()))
                .<Answer>map(ping -> new Answer.Elsewhere(ping.edge(), id, pair))
                .orElseGet(Answer.None::new);
    }

    /// The pair's partner has answered, here or at another edge.
    ///
    /// @return true when it was to a ping of ours
    public boolean answered(String id, DomainPair pair) {
        Barrier barrier = waiting.get(id);
        if (barrier != null) {
            return barrier.pair().equals(pair) && passed(barrier);
        }
        DomainPair late;
        synchronized (withdrawn) {
            late = withdrawn.get(id);
        }
        if (late == null || !late.equals(pair)) {
            return false;
        }
        answered.accept(late);
        return true;
    }

    private boolean passed(Barrier barrier) {
        waiting.remove(barrier.id());
        barrier.passed().complete(true);
        answered.accept(barrier.pair());
        return true;
    }

    private static boolean answers(Stanza stanza, String id, DomainPair pair) {
        return Ping.isAnswer(stanza, id, Jid.of(pair.partner())) && stanza.to().equals(Jid.of(pair.local()));
    }
}
