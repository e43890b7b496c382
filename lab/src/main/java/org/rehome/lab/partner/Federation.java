package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.server.ServerToServer;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.socket.Acceptor;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaCondition;

/// The server-to-server streams of one server: it accepts streams and opens streams, one for each pair of domains and
/// direction. Nothing is answered on a stream that the peer opened; answers go out on the stream that it opens, to
/// wherever the remote domain's next hop is at that moment.
///
/// Without stream management what is written when a connection is cut is gone, as with most servers.
/// Thread-safe.
public final class Federation implements ServerToServer, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Federation.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final PartnerSettings settings;
    private final InetSocketAddress wanted;
    private final Consumer<Stanza> users;
    private final ConcurrentMap<DomainPair, OutboundRoute> routes = new ConcurrentHashMap<>();
    private final Set<InboundStream> inbound = ConcurrentHashMap.newKeySet();
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Acceptor acceptor;
    private volatile StreamLog log = StreamLog.NONE;
    private volatile boolean running;
    private volatile @Nullable InetSocketAddress address;

    /// @param users take what comes for one of the server's domains, and errors for what could not be sent
    Federation(PartnerSettings settings, InetSocketAddress wanted, Consumer<Stanza> users) {
        this.settings = settings;
        this.wanted = wanted;
        this.users = users;
    }

    /// The address it listens on; it stays the same when it is stopped and started.
    public InetSocketAddress address() {
        InetSocketAddress known = address;
        if (known == null) {
            throw new IllegalStateException("the server was never started");
        }
        return known;
    }

    /// Its domains, the first first.
    public List<String> domains() {
        return settings.domains();
    }

    /// Whether streams are accepted.
    boolean running() {
        return running;
    }

    /// Trusts one more certificate authority from now on.
    public void trust(X509Certificate authority) {
        settings.trust().add(authority);
    }

    /// Starts listening, also again after [#stop()] or [#cut()].
    public synchronized void start() throws IOException {
        if (acceptor == null) {
            InetSocketAddress known = address;
            running = true;
            Acceptor opened = Acceptor.open(
                    known == null ? wanted : known,
                    "server " + settings.domains().getFirst(),
                    this::accept);
            address = opened.address();
            acceptor = opened;
        }
    }

    private void accept(Socket socket) {
        try {
            InboundStream stream = new InboundStream(this, settings, socket);
            inbound.add(stream);
            if (!running) {
                stream.cut();
            }
            stream.run();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "inbound stream failed peer={0} error={1}", socket, e);
        }
    }

    void ended(InboundStream stream) {
        inbound.remove(stream);
    }

    /// A stanza came in on an authenticated stream.
    void received(Stanza stanza) {
        users.accept(stanza);
    }

    /// Sends to another server; what cannot be sent comes back as an error.
    @Override
    public void send(Stanza stanza) {
        DomainPair pair = new DomainPair(
                stanza.from().orElseThrow().domain(), stanza.to().orElseThrow().domain());
        routes.computeIfAbsent(pair, _ -> new OutboundRoute(pair, settings, this::giveBack, () -> log))
                .offer(stanza);
    }

    private void giveBack(Stanza stanza, StanzaCondition condition, String reason) {
        if (stanza.mayBeAnsweredWithError()) {
            users.accept(stanza.error(condition, reason));
        } else {
            dropped.incrementAndGet();
        }
    }

    /// Closes all streams with a domain, gracefully, those that it opened and those of the peer. The next ones are
    /// opened to where DNS says then, after the old ones have ended.
    @Override
    public int closeStreams(String domain) {
        int closed = 0;
        for (PartnerStream each : streams()) {
            closed += each.pair().remote().equals(domain) ? 1 : 0;
        }
        routes.forEach((pair, route) -> {
            if (pair.remote().equals(domain)) {
                route.closeStream();
            }
        });
        inbound.stream().filter(stream -> stream.isFrom(domain)).forEach(InboundStream::closeStream);
        return closed;
    }

    /// Goes away as a server does that is shut down: what was to be sent is written, streams are closed and read until
    /// the peers have closed theirs (RFC 6120 §4.4).
    public synchronized void stop() throws IOException {
        stopListening();
        await(() -> routes.values().stream().allMatch(OutboundRoute::idle));
        closeOutbound();
        inbound.forEach(InboundStream::closeStream);
        await(() -> inbound.isEmpty()
                && routes.values().stream().allMatch(route -> route.described().isEmpty()));
        cutStreams();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(2_000_000);
        }
    }

    /// Goes away as a server does that is killed: every connection is cut. It can be started again.
    public synchronized void cut() throws IOException {
        stopListening();
        cutStreams();
    }

    private void stopListening() throws IOException {
        running = false;
        Acceptor open = acceptor;
        acceptor = null;
        if (open != null) {
            open.close();
        }
    }

    /// Resets every connection, those that it opened in the middle of a stanza; new ones may come at once.
    public void reset() {
        routes.values().forEach(OutboundRoute::reset);
        inbound.forEach(InboundStream::reset);
    }

    private void cutStreams() {
        routes.values().forEach(OutboundRoute::cut);
        inbound.forEach(InboundStream::cut);
    }

    /// Closes the streams that it opened, gracefully. What is sent next goes over new streams, to where DNS says then,
    /// after the old ones have ended.
    public void closeOutbound() {
        routes.values().forEach(OutboundRoute::closeStream);
    }

    /// Reads nothing for a time, as an overloaded server does; zero ends it.
    public void stall(Duration duration) {
        settings.gate().closeFor(duration);
    }

    @Override
    public void close() {
        try {
            cut();
            routes.values().forEach(OutboundRoute::end);
        } catch (IOException e) {
            throw new IllegalStateException("server " + settings.domains() + " does not stop", e);
        }
    }

    /// Tells of everything that is written to the streams that it opens, from now on.
    public void follow(StreamLog streamLog) {
        log = streamLog;
    }

    /// The authenticated streams that are open now.
    public List<PartnerStream> streams() {
        List<PartnerStream> streams = new ArrayList<>();
        inbound.forEach(stream -> streams.addAll(stream.described()));
        routes.values().forEach(route -> route.described().ifPresent(streams::add));
        return streams;
    }

    /// Why the last attempt to reach a domain failed, empty if it did not fail.
    public String lastFailure(String local, String remote) {
        return Optional.ofNullable(routes.get(new DomainPair(local, remote)))
                .map(OutboundRoute::lastFailure)
                .orElse("");
    }

    /// Answers that could not be sent and may not be answered: lost for whoever waits for them.
    public long dropped() {
        return dropped.get();
    }
}
