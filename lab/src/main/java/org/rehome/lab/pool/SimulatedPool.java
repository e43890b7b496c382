package org.rehome.lab.pool;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.server.Accounts;
import org.rehome.lab.server.LabServer;
import org.rehome.lab.server.StanzaListener;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.socket.Acceptor;
import org.rehome.lab.socket.Gate;
import org.rehome.lab.socket.WireTap;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaCondition;

/// A server with users and a component port (XEP-0114). A gateway injects by a component with a name of its own, and
/// captures by components that are the partners' domains, or by the pool's hook ([SimulatedHook]) where it has one. It
/// has no S2S of its own, unless it is a [SimulatedLegacyGateway]: what no component takes goes back to its sender.
///
/// It can be stopped and started again on the same port, cut off, and made to stand still. Thread-safe.
public final class SimulatedPool implements LabServer {
    private static final System.Logger LOG = System.getLogger(SimulatedPool.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// What happens when a component connects whose name is connected already.
    public enum Conflict {
        /// The new one gets `conflict`, as with Prosody by default.
        REFUSE,
        /// The old one gets `conflict`, as with Prosody's `kick_old`.
        KICK_OLD
    }

    /// Where the answers go that the server itself gives to what was injected.
    public enum Answers {
        /// On the stream that the stanza came in by, as Prosody does.
        ON_INJECTION,
        /// To the component that is the answer's domain, as ejabberd does.
        ON_CAPTURE
    }

    private final String name;
    private final InetSocketAddress wanted;
    private final ComponentRules rules;
    private final Answers answers;
    private final WireTap tap;
    private final Gate gate = new Gate();
    private final Components components;
    private final Accounts accounts;
    private final @Nullable SimulatedHook hook;
    private final AtomicLong dropped = new AtomicLong();
    private @Nullable Acceptor acceptor;
    private final AtomicLong streams = new AtomicLong();
    private volatile StreamLog log = StreamLog.NONE;
    private volatile boolean running;
    private volatile @Nullable InetSocketAddress address;

    SimulatedPool(PoolBuilder builder) {
        name = builder.name();
        wanted = builder.address();
        answers = builder.answers();
        tap = builder.tap();
        rules = builder.rules();
        components = new Components(builder.conflict());
        accounts = new Accounts(rules.domains(), stanza -> route(stanza, this::routeAnswer));
        hook = builder.hooked()
                ? new SimulatedHook(rules.domains(), accounts, HookQueue.Bounds.OF_PROTOCOL, this::routeAnswer)
                : null;
        builder.users().forEach((user, present) -> {
            accounts.add(user);
            if (present) {
                accounts.login(user);
            }
        });
    }

    /// Describes a pool.
    ///
    /// @param name for log lines
    public static PoolBuilder named(String name) {
        return new PoolBuilder(name);
    }

    public String name() {
        return name;
    }

    /// The component port; it stays the same when the pool is stopped and started.
    public int port() {
        InetSocketAddress known = address;
        if (known == null) {
            throw new IllegalStateException("the pool was never started");
        }
        return known.getPort();
    }

    /// Starts listening again after [#stop()] or [#cut()].
    public synchronized void start() throws IOException {
        if (acceptor == null) {
            InetSocketAddress known = address;
            running = true;
            Acceptor opened = Acceptor.open(known == null ? wanted : known, "pool " + name, this::accept);
            address = opened.address();
            acceptor = opened;
        }
    }

    private void accept(Socket socket) {
        try {
            ComponentStream stream = new ComponentStream(this, socket);
            components.opened(stream);
            if (!running) {
                stream.cut();
            }
            stream.run();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "component failed pool={0} error={1}", name, e);
        }
    }

    /// Goes away as a server does that is shut down: takes nothing new, writes what it has, closes its streams
    /// and waits for the components to close theirs.
    public synchronized void stop() throws IOException {
        stopListening();
        components.streams().forEach(ComponentStream::closeGracefully);
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (!components.streams().isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(5_000_000);
        }
        components.streams().forEach(ComponentStream::cut);
    }

    /// Goes away as a server does that is killed: every connection is cut. It can be started again.
    public synchronized void cut() throws IOException {
        stopListening();
        components.streams().forEach(ComponentStream::cut);
    }

    /// Resets every connection in the middle of a stanza; the components may connect again at once.
    public void reset() {
        components.streams().forEach(ComponentStream::reset);
    }

    private void stopListening() throws IOException {
        running = false;
        Acceptor open = acceptor;
        acceptor = null;
        if (open != null) {
            open.close();
        }
    }

    /// Reads nothing from its components for a time, as an overloaded server does; zero ends it.
    public void stall(Duration duration) {
        gate.closeFor(duration);
    }

    @Override
    public void close() {
        try {
            cut();
        } catch (IOException e) {
            throw new IllegalStateException("pool " + name + " does not stop", e);
        }
    }

    /// Creates an account; its user has no session yet.
    public void addUser(String user) {
        accounts.add(user);
    }

    public void removeUser(String user) {
        accounts.remove(user);
    }

    /// Opens the user's session here; what was stored is delivered.
    public void login(String user) {
        if (hook == null) {
            accounts.login(user);
        } else {
            hook.whileSending(() -> {
                hook.users.login(user);
                return true;
            });
        }
    }

    /// Ends the user's session here; messages are stored from now on.
    public void logout(String user) {
        if (hook == null) {
            accounts.logout(user);
        } else {
            hook.whileSending(() -> {
                hook.users.logout(user);
                return true;
            });
        }
    }

    /// How many stanzas wait here for the user's next session.
    public int stored(String user) {
        return accounts.stored(user);
    }

    /// The pool's hook.
    ///
    /// @throws IllegalStateException if it has none
    public SimulatedHook hook() {
        if (hook == null) {
            throw new IllegalStateException("pool " + name + " has no hook");
        }
        return hook;
    }

    public boolean hooked() {
        return hook != null;
    }

    /// Names of the components that are connected and authenticated.
    public Set<String> connected() {
        return components.names();
    }

    /// Answers that could not be routed and may not be answered: lost for whoever waits for them.
    public long dropped() {
        return dropped.get();
    }

    @Override
    public Set<String> users() {
        return accounts.users();
    }

    @Override
    public boolean present(String user) {
        return running && accounts.present(user);
    }

    @Override
    public boolean send(String user, Stanza stanza) {
        // what a user has sent is taken before she is away
        return hook == null ? sent(user, stanza) : hook.whileSending(() -> sent(user, stanza));
    }

    private boolean sent(String user, Stanza stanza) {
        if (!present(user)) {
            return false;
        }
        route(stanza.from(Jid.of(user).withResource(RESOURCE).toString()), this::routeAnswer);
        return true;
    }

    @Override
    public void listen(StanzaListener listener) {
        accounts.listen(listener);
    }

    /// Tells of everything that is written to components, from now on.
    public void follow(StreamLog streamLog) {
        log = streamLog;
    }

    /// A stanza that came by the server's own federation, or its error.
    public void received(Stanza stanza) {
        route(stanza, this::routeAnswer);
    }

    /// A component sent a stanza.
    void injected(ComponentStream origin, Stanza stanza) {
        if (hook != null) {
            if (!hook.fromComponent(origin, stanza)) {
                route(stanza, this::routeAnswer);
            }
            return;
        }
        Consumer<Stanza> answer =
                switch (answers) {
                    case ON_INJECTION -> reply -> answerOn(origin, reply);
                    case ON_CAPTURE -> this::routeAnswer;
                };
        route(stanza, answer);
    }

    private void answerOn(ComponentStream origin, Stanza answer) {
        if (!origin.send(answer)) {
            dropped.incrementAndGet();
        }
    }

    private void route(Stanza stanza, Consumer<Stanza> answer) {
        String domain = stanza.to().orElseThrow().domain();
        if (accounts.domains().contains(domain)) {
            Runnable here = () -> accounts.receive(stanza, answer);
            if (hook == null) {
                here.run();
            } else {
                hook.toLocal(stanza, stanza.to().orElseThrow(), here);
            }
            return;
        }
        if (hook != null && hook.isForeign(domain)) {
            if (!hook.toForeign(stanza, domain)) {
                undeliverable(stanza, answer);
            }
            return;
        }
        boolean taken = components
                .connected(domain)
                .map(component -> component.send(stanza))
                .orElse(false);
        if (!taken) {
            undeliverable(stanza, answer);
        }
    }

    private void routeAnswer(Stanza answer) {
        route(answer, _ -> dropped.incrementAndGet());
    }

    /// A stanza for a component cannot be written.
    void undeliverable(Stanza stanza) {
        if (hook != null && HookXml.payload(stanza).isPresent()) {
            // what was handed over is kept until it is acknowledged, and requests are made again
            return;
        }
        undeliverable(stanza, this::routeAnswer);
    }

    private void undeliverable(Stanza stanza, Consumer<Stanza> answer) {
        if (stanza.mayBeAnsweredWithError()) {
            answer.accept(stanza.error(StanzaCondition.REMOTE_SERVER_TIMEOUT, "the component is not connected"));
        } else {
            dropped.incrementAndGet();
        }
    }

    StreamLog log() {
        return log;
    }

    long nextStream() {
        return streams.incrementAndGet();
    }

    Gate gate() {
        return gate;
    }

    WireTap tap() {
        return tap;
    }

    ComponentRules rules() {
        return rules;
    }

    void ended(ComponentStream stream) {
        components.ended(stream);
        if (hook != null) {
            hook.ended(stream);
        }
    }

    Components components() {
        return components;
    }
}
