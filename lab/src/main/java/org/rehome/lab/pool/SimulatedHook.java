package org.rehome.lab.pool;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.server.Accounts;
import org.rehome.lab.server.ServerToServer;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaCondition;
import org.rehome.lab.stanza.StanzaKind;
import org.rehome.lab.xml.Element;

/// A pool's hook (docs/pool-hook.md): what it takes, and to which gateway it hands it over. It trusts the components
/// that may speak in anybody's name. What it holds outlives the pool's cut connections, as what its accounts store
/// does; nothing of it is on disk. Thread-safe.
public final class SimulatedHook {
    private static final System.Logger LOG = System.getLogger(SimulatedHook.class.getName());
    private static final int REMEMBERED_REQUESTS = 1_000;
    private static final long REMEMBERED_NANOS = 60_000_000_000L;

    final ReentrantLock lock = new ReentrantLock();
    final HookUsers users;
    final HookQueue queue;
    final HookRosters rosters;
    private final Set<String> domains;
    private final Consumer<Stanza> answer;
    private final HookRequests requests;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Domain> listed = new HashMap<>();
    private final Map<String, Long> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED_REQUESTS;
        }
    };
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable String mode;
    private volatile @Nullable ServerToServer federation;

    private record Session(ComponentStream stream, String domain) {}

    /// Whether a domain is captured, where domains are listed.
    record Domain(String word, long epoch) {}

    /// @param answer takes errors for senders, and what the server itself sends
    SimulatedHook(Set<String> domains, Accounts accounts, HookQueue.Bounds bounds, Consumer<Stanza> answer) {
        this.domains = domains;
        this.answer = answer;
        this.users = new HookUsers(accounts);
        this.rosters = new HookRosters(accounts, answer);
        this.queue = new HookQueue(bounds, this::deliver);
        this.requests = new HookRequests(this, domains, accounts);
    }

    /// Takes what the server itself sends to other domains: by `send`, or because it is not captured.
    public void federation(ServerToServer s2s) {
        federation = s2s;
    }

    /// How many stanzas no gateway has acknowledged.
    public int held() {
        return locked(queue::held);
    }

    /// Names of the gateways that have said hello.
    public Set<String> gateways() {
        return locked(queue::connected);
    }

    /// The listed domains that are captured.
    public Set<String> captured() {
        return locked(() -> {
            Set<String> names = new TreeSet<>();
            listed.forEach((name, domain) -> {
                if (domain.word().equals("capture")) {
                    names.add(name);
                }
            });
            return names;
        });
    }

    /// Marks a user as living elsewhere, or here, as a gateway's request does.
    ///
    /// @return false when a higher epoch is known
    public boolean away(String user, boolean away, long epoch) {
        return locked(() -> users.change(user, away, epoch));
    }

    /// Puts a contact into a user's roster. Export and import do not know of it.
    ///
    /// @param subscription `none`, `to`, `from` or `both` (RFC 6121 §2.1.2.5)
    public void contact(String user, String contact, String subscription) {
        rosters.put(user, contact, subscription);
    }

    /// Stanzas that were not taken because too much is held, and must not be answered.
    public long dropped() {
        return dropped.get();
    }

    <T> T locked(java.util.function.Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    boolean whileSending(BooleanSupplier sending) {
        return locked(sending::getAsBoolean);
    }

    private void deliver(String gateway, long seq, Element stanza) {
        Session session = sessions.get(gateway);
        // what an ended stream does not take is sent again by the next
        boolean sent =
                session != null && session.stream().send(HookXml.handover(session.domain(), gateway, seq, stanza));
        LOG.log(System.Logger.Level.TRACE, "handed over gateway={0} seq={1} sent={2}", gateway, seq, sent);
    }

    /// A gateway says hello: before, nothing is handed over to it.
    void hello(
            ComponentStream stream,
            String domain,
            String captured,
            @Nullable String of,
            long h,
            Consumer<String> greet) {
        locked(() -> {
            mode = captured;
            sessions.put(stream.component(), new Session(stream, domain));
            queue.connect(stream.component(), of, h, greet);
            return null;
        });
    }

    void acknowledged(ComponentStream stream, @Nullable String of, long h) {
        locked(() -> {
            Session session = sessions.get(stream.component());
            if (session != null && session.stream() == stream) {
                queue.acknowledge(stream.component(), of, h);
            }
            return null;
        });
    }

    /// A component's stream has ended.
    void ended(ComponentStream stream) {
        locked(() -> {
            Session session = sessions.get(stream.component());
            if (session != null && session.stream() == stream) {
                sessions.remove(stream.component());
                queue.disconnect(stream.component());
            }
            return null;
        });
    }

    /// Changes a listed domain, unless what is known is newer.
    ///
    /// @return what holds
    Domain list(String domain, String word, long epoch) {
        return locked(() -> listed.merge(
                domain, new Domain(word, epoch), (known, asking) -> asking.epoch() > known.epoch() ? asking : known));
    }

    /// True when the stanza is the protocol's own and is dealt with.
    boolean fromComponent(ComponentStream stream, Stanza stanza) {
        return requests.arrived(stream, stanza);
    }

    /// Whether a domain is another server's: neither ours nor below one of ours.
    boolean isForeign(String domain) {
        return domains.stream().noneMatch(own -> domain.equals(own) || domain.endsWith("." + own));
    }

    /// Takes what is for a foreign captured domain; the server's own federation gets the rest.
    ///
    /// @return false when there is no federation for it
    boolean toForeign(Stanza stanza, String domain) {
        boolean captured = locked(() -> {
            Domain known = listed.get(domain);
            boolean captures =
                    "listed".equals(mode) && known != null && known.word().equals("capture");
            boolean taken = captures || "all".equals(mode);
            if (taken) {
                take(stanza, domain);
            }
            return taken;
        });
        return captured || federate(stanza);
    }

    /// Takes what is for a user who is away, and answers to what a gateway has asked in a domain's name. Nobody
    /// goes away between the look and the delivery.
    ///
    /// @param here delivers what is not taken
    void toLocal(Stanza stanza, Jid to, Runnable here) {
        locked(() -> {
            Optional<Jid> from = stanza.from();
            boolean own = from.isPresent() && from.get().bare().equals(to.bare());
            boolean taken = to.local() == null
                    ? answersAsked(stanza)
                    : !own && users.isAway(to.bare().toString());
            if (taken) {
                take(stanza, null);
            } else if (HookRosters.isProbe(stanza)) {
                rosters.answer(stanza);
            } else {
                here.run();
            }
            return null;
        });
    }

    private boolean answersAsked(Stanza stanza) {
        if (stanza.kind() != StanzaKind.IQ || stanza.isRequest()) {
            return false;
        }
        Long at = asked.remove(stanza.id());
        return at != null && System.nanoTime() - at < REMEMBERED_NANOS;
    }

    private void take(Stanza stanza, @Nullable String domain) {
        String sender = stanza.from().orElseThrow().bare().toString();
        if (queue.take(sender, domain, stanza.element(), HookXml.size(stanza))) {
            return;
        }
        if (stanza.mayBeAnsweredWithError()) {
            answer.accept(stanza.error(StanzaCondition.RESOURCE_CONSTRAINT, "too much waits for the gateways"));
        } else {
            dropped.incrementAndGet();
        }
    }

    /// A gateway's `send`: by the server's own federation, whatever is captured.
    void send(Stanza stanza) {
        Optional<Jid> from = stanza.from();
        Optional<Jid> to = stanza.to();
        boolean ours = from.isPresent()
                && domains.stream().anyMatch(own -> from.get().domain().equals(own));
        if (!ours || to.isEmpty() || !isForeign(to.get().domain())) {
            LOG.log(System.Logger.Level.WARNING, "send dropped from={0} to={1}", from, to);
            return;
        }
        if (stanza.isRequest() && from.get().local() == null) {
            locked(() -> asked.put(stanza.id(), System.nanoTime()));
        }
        if (!federate(stanza) && stanza.mayBeAnsweredWithError()) {
            answer.accept(stanza.error(StanzaCondition.REMOTE_SERVER_NOT_FOUND, "this server has no federation"));
        }
    }

    private boolean federate(Stanza stanza) {
        ServerToServer s2s = federation;
        if (s2s != null) {
            s2s.send(stanza);
        }
        return Objects.nonNull(s2s);
    }

    /// Closes the server's own streams with a domain.
    ///
    /// @return how many there were
    int closeStreams(String domain) {
        ServerToServer s2s = federation;
        return s2s == null ? 0 : s2s.closeStreams(domain);
    }
}
