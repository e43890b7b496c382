package org.rehome.gateway.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.gateway.GatewayConfig;

/// The test users that the settings name, one a pool, and the contacts to whom they write.
public final class TestUsers {
    private static final String CONTACTS = "rehome.gateway.test-contacts";
    private static final Pattern SERVER = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\s]+)):([0-9]{1,5})");

    private final List<TestUser> users;
    private final List<Jid> contacts;

    private TestUsers(List<TestUser> users, List<Jid> contacts) {
        this.users = List.copyOf(users);
        this.contacts = List.copyOf(contacts);
    }

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException when one is wrong, with its name
    public static TestUsers of(Map<String, GatewayConfig.TestUser> settings, List<String> contacts) {
        List<TestUser> users = new ArrayList<>();
        settings.forEach((pool, user) -> users.add(user("rehome.gateway.test-users.\"" + pool + "\"", pool, user)));
        users.sort(Comparator.comparing(TestUser::pool));
        return new TestUsers(
                users,
                contacts.stream().map(each -> account(CONTACTS, each.strip())).toList());
    }

    private static TestUser user(String setting, String pool, GatewayConfig.TestUser user) {
        Matcher server = SERVER.matcher(user.server());
        if (!server.matches() || port(server) < 1 || port(server) > 65_535) {
            throw new IllegalArgumentException(setting + ".server is \"" + user.server()
                    + "\"; give host:port, an IPv6 address in brackets, such as pool.example.test:5222");
        }
        user.authorities().ifPresent(file -> checkAuthorities(setting, user.tls(), file));
        return new TestUser(
                pool(setting, pool),
                account(setting + ".jid", user.jid()),
                server.group(1) == null ? server.group(2) : server.group(1),
                port(server),
                user.secret(),
                user.tls(),
                user.authorities());
    }

    private static int port(Matcher server) {
        return Integer.parseInt(server.group(3));
    }

    private static void checkAuthorities(String setting, ClientTls tls, Path file) {
        if (tls != ClientTls.VERIFIED) {
            throw new IllegalArgumentException(
                    setting + ".authorities is of no use, because " + setting + ".tls is not verified");
        }
        try {
            PoolTls.authorities(file);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    setting + ".authorities is " + file + ", which is no PEM file of certificates: " + e, e);
        }
    }

    private static PoolName pool(String setting, String name) {
        try {
            return new PoolName(name);
        } catch (InvalidAddress e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
    }

    private static Jid account(String setting, String text) {
        try {
            Jid jid = Jid.parse(text);
            if (jid.hasLocalpart() && jid.isBare()) {
                return jid;
            }
        } catch (InvalidAddress e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(setting + " is \"" + text + "\"; give user@domain");
    }

    public List<TestUser> all() {
        return users;
    }

    /// Those who can speak for a domain of ours.
    public List<TestUser> of(Domain local) {
        return users.stream().filter(each -> each.jid().domain().equals(local)).toList();
    }

    /// The contact at a partner that is written to when nobody names one.
    public Optional<Jid> contact(Predicate<Domain> ofPartner) {
        return contacts.stream().filter(each -> ofPartner.test(each.domain())).findFirst();
    }
}
