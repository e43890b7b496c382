package org.rehome.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.SrvNextHops;
import org.rehome.lab.pool.PoolBuilder;
import org.rehome.lab.pool.SimulatedLegacyGateway;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.traffic.Traffic;

/// The organisation and its partners: two pools with the same accounts, the old one perhaps a legacy gateway with
/// streams of its own, partners with contacts, and the messages between them.
public final class World implements AutoCloseable {
    public static final String DOMAIN = "example.test";

    private static final int CONTACTS_PER_PARTNER = 5;

    final LabAuthority authority = LabAuthority.create("Rehome demonstration");
    public final Ledger ledger = new Ledger();
    public final List<String> users;
    public final SimulatedPool legacy;
    final Optional<SimulatedLegacyGateway> legacyGateway;
    public final SimulatedPool target;
    public final List<SimulatedPartner> partners;
    public final Traffic traffic;
    private final int rate;

    private World(SuiteAddresses suite, OptionalInt legacyGatewayPort, int users, int partners, int rate, boolean hooks)
            throws IOException {
        this.users = IntStream.rangeClosed(1, users)
                .mapToObj(number -> "user" + number + "@" + DOMAIN)
                .toList();
        PoolBuilder old = pool("legacy", suite, hooks);
        this.users.forEach(old::user);
        if (legacyGatewayPort.isPresent()) {
            legacyGateway = Optional.of(SimulatedLegacyGateway.start(
                    old,
                    server(DOMAIN, suite).authentication(Authentication.EITHER).port(legacyGatewayPort.getAsInt())));
            legacy = legacyGateway.get().pool();
        } else {
            legacyGateway = Optional.empty();
            legacy = old.start();
        }
        PoolBuilder fresh = pool("new", suite, hooks);
        this.users.forEach(fresh::account);
        target = fresh.start();
        this.partners = new ArrayList<>();
        for (int number = 1; number <= partners; number++) {
            this.partners.add(partner(number, suite));
        }
        this.rate = rate;
        traffic = Traffic.on(ledger)
                .pools(List.of(legacy, target))
                .partners(this.partners)
                .rate(0)
                .start();
    }

    /// Nobody writes before [#converse].
    ///
    /// @param legacyGatewayPort where the legacy gateway takes streams of other servers; empty if it is not there
    public static World create(SuiteAddresses suite, OptionalInt legacyGatewayPort, DemoOptions options)
            throws IOException {
        return new World(
                suite, legacyGatewayPort, options.users(), options.partners(), options.rate(), options.hooks());
    }

    /// The same, without a legacy gateway, for as many users as memory holds; somebody else lets them write.
    public static World create(SuiteAddresses suite, int users, int partners, boolean hooks) throws IOException {
        return new World(suite, OptionalInt.empty(), users, partners, 0, hooks);
    }

    /// Everybody writes from now on.
    public void converse() {
        traffic.rate(rate);
    }

    /// Gateways hand captures over without a gap where the newest connection of a name counts.
    private static PoolBuilder pool(String name, SuiteAddresses suite, boolean hooked) {
        PoolBuilder pool = SimulatedPool.named(name)
                .domain(DOMAIN)
                .anyComponent(suite.secret(name))
                .conflict(SimulatedPool.Conflict.KICK_OLD);
        return hooked ? pool.hook() : pool;
    }

    /// Partners take turns: one authenticates by certificate and has stream management, the next by dialback and none.
    private SimulatedPartner partner(int number, SuiteAddresses suite) throws IOException {
        String domain = partnerDomain(number);
        var builder = server(domain, suite)
                .authentication(usesDialback(number) ? Authentication.DIALBACK : Authentication.EXTERNAL);
        if (hasStreamManagement(number)) {
            builder.streamManagement();
        }
        for (int contact = 1; contact <= CONTACTS_PER_PARTNER; contact++) {
            builder.user("contact" + contact + "@" + domain);
        }
        return builder.start();
    }

    /// A server that finds others by the suite's DNS.
    private PartnerBuilder server(String domain, SuiteAddresses suite) {
        LabIdentity identity = authority.issue().dns(domain).serverOnly().issue();
        return SimulatedPartner.of(domain)
                .identity(identity)
                .trust(authority.certificate())
                .nextHops(SrvNextHops.asking(new InetSocketAddress(InetAddress.getLoopbackAddress(), suite.dnsPort())));
    }

    static String partnerDomain(int number) {
        return "partner" + number + ".test";
    }

    static boolean usesDialback(int number) {
        return number % 2 == 0;
    }

    private static boolean hasStreamManagement(int number) {
        return !usesDialback(number);
    }

    /// The domains whose servers have what they send acknowledged, and send again what is not.
    public Set<String> acknowledgedDomains() {
        return IntStream.rangeClosed(1, partners.size())
                .filter(World::hasStreamManagement)
                .mapToObj(World::partnerDomain)
                .collect(Collectors.toUnmodifiableSet());
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
        legacyGateway.ifPresentOrElse(SimulatedLegacyGateway::close, legacy::close);
    }
}
