package org.rehome.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.SrvNextHops;
import org.rehome.lab.pool.PoolBuilder;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.traffic.Traffic;

/// The organisation and its partners: two pools with the same accounts, partners with contacts, and the messages
/// between them.
public final class World implements AutoCloseable {
    public static final String DOMAIN = "example.test";

    private static final int CONTACTS_PER_PARTNER = 5;

    final LabAuthority authority;
    public final Ledger ledger = new Ledger();
    public final List<String> users;
    public final SimulatedPool legacy;
    public final SimulatedPool target;
    public final List<SimulatedPartner> partners;
    public final Traffic traffic;

    private World(
            List<String> users,
            LabAuthority authority,
            SimulatedPool legacy,
            SimulatedPool target,
            List<SimulatedPartner> partners,
            int rate) {
        this.authority = authority;
        this.users = users;
        this.legacy = legacy;
        this.target = target;
        this.partners = partners;
        this.traffic = Traffic.on(ledger)
                .pools(List.of(legacy, target))
                .partners(partners)
                .rate(rate)
                .start();
    }

    public static World create(SuiteAddresses suite, DemoOptions options) throws IOException {
        return create(suite, options.users(), options.partners(), options.rate(), options.hooks());
    }

    /// @param rate messages per second; 0 when somebody else lets them write
    /// @param hooks whether the pools have hooks
    public static World create(SuiteAddresses suite, int users, int partners, int rate, boolean hooks)
            throws IOException {
        List<String> names = IntStream.rangeClosed(1, users)
                .mapToObj(number -> "user" + number + "@" + DOMAIN)
                .toList();
        var legacy = pool("legacy", suite, hooks);
        var target = pool("new", suite, hooks);
        names.forEach(legacy::user);
        names.forEach(target::account);
        LabAuthority authority = LabAuthority.create("Rehome demonstration");
        List<SimulatedPartner> started = new ArrayList<>();
        for (int number = 1; number <= partners; number++) {
            started.add(partner(number, authority, suite));
        }
        return new World(names, authority, legacy.start(), target.start(), started, rate);
    }

    /// Gateways hand captures over without a gap where the newest connection of a name counts.
    private static PoolBuilder pool(String name, SuiteAddresses suite, boolean hooked) {
        PoolBuilder pool = SimulatedPool.named(name)
                .domain(DOMAIN)
                .anyComponent(suite.secret(name))
                .conflict(SimulatedPool.Conflict.KICK_OLD);
        return hooked ? pool.hook() : pool;
    }

    /// Partners take turns: one authenticates by certificate, the next by dialback.
    private static SimulatedPartner partner(int number, LabAuthority authority, SuiteAddresses suite)
            throws IOException {
        String domain = partnerDomain(number);
        LabIdentity identity = authority.issue().dns(domain).serverOnly().issue();
        var builder = SimulatedPartner.of(domain)
                .identity(identity)
                .trust(authority.certificate())
                .authentication(usesDialback(number) ? Authentication.DIALBACK : Authentication.EXTERNAL)
                .nextHops(SrvNextHops.asking(new InetSocketAddress(InetAddress.getLoopbackAddress(), suite.dnsPort())));
        for (int contact = 1; contact <= CONTACTS_PER_PARTNER; contact++) {
            builder.user("contact" + contact + "@" + domain);
        }
        return builder.start();
    }

    static String partnerDomain(int number) {
        return "partner" + number + ".test";
    }

    static boolean usesDialback(int number) {
        return number % 2 == 0;
    }

    /// The pools by their names.
    public Map<String, SimulatedPool> pools() {
        return Map.of("legacy", legacy, "new", target);
    }

    /// Tells of everything that pools and partners write to their peers, from now on.
    public void follow(StreamLog log) {
        legacy.follow(log);
        target.follow(log);
        partners.forEach(partner -> partner.follow(log));
    }

    /// Ends the users' sessions on one pool and begins them on the other, as their clients do after a move.
    void changeSessions(List<String> moved, SimulatedPool from, SimulatedPool to) {
        for (String user : moved) {
            to.login(user);
            from.logout(user);
        }
    }

    @Override
    public void close() {
        traffic.close();
        partners.forEach(SimulatedPartner::close);
        target.close();
        legacy.close();
    }
}
