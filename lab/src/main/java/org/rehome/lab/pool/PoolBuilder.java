package org.rehome.lab.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.pool.SimulatedPool.Answers;
import org.rehome.lab.pool.SimulatedPool.Conflict;
import org.rehome.lab.socket.WireTap;

/// Collects what a pool shall be.
public final class PoolBuilder {
    private final String name;
    private final Set<String> domains = new HashSet<>();
    private final Map<String, Boolean> users = new HashMap<>();
    private final Map<String, String> injections = new HashMap<>();
    private final Map<String, String> captures = new HashMap<>();
    private @Nullable String anySecret;
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private Conflict conflict = Conflict.REFUSE;
    private Answers answers = Answers.ON_INJECTION;
    private boolean hooked;
    private WireTap tap = WireTap.NONE;

    PoolBuilder(String name) {
        this.name = name;
    }

    /// Adds a local domain.
    public PoolBuilder domain(String domain) {
        domains.add(domain);
        return this;
    }

    /// Adds a user with a session.
    public PoolBuilder user(String user) {
        users.put(user, true);
        return this;
    }

    /// Adds a user without a session, for example one who lives elsewhere still.
    public PoolBuilder account(String user) {
        users.put(user, false);
        return this;
    }

    /// Accepts a component that may send in anybody's name.
    public PoolBuilder injection(String component, String secret) {
        injections.put(component, secret);
        return this;
    }

    /// Accepts a component that is a partner's domain.
    public PoolBuilder capture(String domain, String secret) {
        captures.put(domain, secret);
        return this;
    }

    /// Accepts every component that knows the secret: names below a domain of the pool as injections, others as
    /// captures.
    public PoolBuilder anyComponent(String secret) {
        anySecret = secret;
        return this;
    }

    /// The port of the loopback address to listen on; a free one if not said.
    public PoolBuilder port(int port) {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// Where to listen.
    public PoolBuilder listen(InetSocketAddress where) {
        address = where;
        return this;
    }

    /// What happens to a second component of one name; refused if not said.
    public PoolBuilder conflict(Conflict rule) {
        conflict = rule;
        return this;
    }

    /// Where the server's own answers go; on the injection stream if not said.
    public PoolBuilder answers(Answers where) {
        answers = where;
        return this;
    }

    /// Gives the pool a hook (docs/pool-hook.md), which trusts every injection; then no captures are needed.
    public PoolBuilder hook() {
        hooked = true;
        return this;
    }

    /// Sees what the pool reads.
    public PoolBuilder tap(WireTap wireTap) {
        tap = wireTap;
        return this;
    }

    /// Starts the pool.
    ///
    /// @throws IOException if the port is in use
    public SimulatedPool start() throws IOException {
        SimulatedPool pool = new SimulatedPool(this);
        pool.start();
        return pool;
    }

    String name() {
        return name;
    }

    ComponentRules rules() {
        return new ComponentRules(domains, injections, captures, anySecret);
    }

    Map<String, Boolean> users() {
        return users;
    }

    InetSocketAddress address() {
        return address;
    }

    Conflict conflict() {
        return conflict;
    }

    Answers answers() {
        return answers;
    }

    boolean hooked() {
        return hooked;
    }

    WireTap tap() {
        return tap;
    }
}
