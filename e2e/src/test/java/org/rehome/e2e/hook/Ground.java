package org.rehome.e2e.hook;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException;
import org.rehome.e2e.dns.Zones;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.suite.Suite;

/// What the tests of one server's hook stand on: that server with the hook, a foreign server, and BIND. It
/// starts once; every test takes users of its own.
final class Ground implements AutoCloseable {
    static final String DOMAIN = "example.test";
    static final String ROOMS = "conference.example.test";
    static final String PARTNER = "partner.test";
    static final String FIRST = "gw-0.example.test";
    static final String SECOND = "gw-1.example.test";

    /// How much the hook of these tests keeps: few, so that the bound is soon reached.
    static final int HELD_STANZAS = 60;

    private static final String JULIA = "julia@partner.test";
    private static final int USERS = 60;

    private final AtomicInteger taken = new AtomicInteger();
    private final Suite bind;
    private final Peer pool;
    private final Peer partner;

    private Ground(Suite bind, Peer pool, Peer partner) {
        this.bind = bind;
        this.pool = pool;
        this.partner = partner;
    }

    static Ground start(Server server) {
        Suite bind = Suite.start("bind");
        try {
            var authority = new Authority("hook");
            Peer pool = Peer.hooked(
                    bind,
                    server,
                    "hooked",
                    IntStream.range(0, USERS)
                            .mapToObj(i -> "user" + i + "@" + DOMAIN)
                            .toList(),
                    List.of(FIRST + ":" + Peer.PASSWORD, SECOND + ":" + Peer.PASSWORD),
                    HELD_STANZAS,
                    authority.forBothSides(DOMAIN),
                    authority.pem());
            Peer partner = Peer.partner(
                    bind, Server.PROSODY, "partner", List.of(JULIA), authority.forBothSides(PARTNER), authority.pem());
            var ground = new Ground(bind, pool, partner);
            ground.publish();
            return ground;
        } catch (RuntimeException e) {
            bind.close();
            throw e;
        }
    }

    private void publish() {
        var zones = new Zones(bind);
        publish(zones, DOMAIN, pool);
        publish(zones, PARTNER, partner);
    }

    private static void publish(Zones zones, String domain, Peer server) {
        zones.replace(
                domain,
                "_xmpp-server._tcp." + domain + " 5 SRV 10 0 5269 xmpp." + domain + ".",
                "xmpp." + domain + " 5 A " + server.address());
    }

    /// A user of the pool whom no other test has; with an account, not logged in.
    String newUser() {
        int number = taken.getAndIncrement();
        if (number >= USERS) {
            throw new IllegalStateException("more than " + USERS + " users are taken: raise the number");
        }
        return "user" + number + "@" + DOMAIN;
    }

    User login(String user) throws SmackException, XMPPException {
        return User.login(user, pool.clients());
    }

    /// The user of the foreign server.
    User julia() throws SmackException, XMPPException {
        return User.login(JULIA, partner.clients());
    }

    Gateway connect(String name) {
        return Gateway.connect(pool.injections(), name, Peer.PASSWORD, DOMAIN);
    }

    /// Runs a command line beside the pool's server, where the hook's folder is `/hook`.
    String run(String line) {
        return pool.run(line);
    }

    /// The pool's server dies without a word and starts again.
    void killAndRestart() {
        pool.killAndRestart();
        publish();
    }

    @Override
    public void close() {
        bind.close();
    }
}
