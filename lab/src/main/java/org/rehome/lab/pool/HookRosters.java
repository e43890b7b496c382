package org.rehome.lab.pool;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.server.Accounts;
import org.rehome.lab.server.LabServer;
import org.rehome.lab.stanza.Jid;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaKind;

/// Contacts with their subscriptions, and what a server does about presence because of them (RFC 6121 §4.3).
final class HookRosters {
    private static final Set<String> TO = Set.of("to", "both");
    private static final Set<String> FROM = Set.of("from", "both");

    private final Accounts accounts;
    private final Consumer<Stanza> sending;
    private final Map<String, Map<String, String>> contacts = new ConcurrentHashMap<>();

    /// How many contacts were asked for their presence, and told of a user's.
    record Sent(int asked, int told) {}

    /// @param sending takes what the server sends
    HookRosters(Accounts accounts, Consumer<Stanza> sending) {
        this.accounts = accounts;
        this.sending = sending;
    }

    void put(String user, String contact, String subscription) {
        contacts.computeIfAbsent(user, missing -> new ConcurrentHashMap<>()).put(contact, subscription);
    }

    static boolean isProbe(Stanza stanza) {
        return stanza.kind() == StanzaKind.PRESENCE && stanza.type().equals("probe");
    }

    /// What the server answers to a probe: the user's presence, or that the sender is not subscribed.
    void answer(Stanza probe) {
        String user = probe.to().orElseThrow().bare().toString();
        String contact = probe.from().orElseThrow().bare().toString();
        if (!FROM.contains(of(user).getOrDefault(contact, "none"))) {
            sending.accept(presence(user, contact, "unsubscribed"));
        } else if (accounts.present(user)) {
            sending.accept(presence(user + "/" + LabServer.RESOURCE, contact, ""));
        } else {
            sending.accept(presence(user, contact, "unavailable"));
        }
    }

    /// Asks her contacts for their presence, and tells them of hers.
    Sent repair(String user, Predicate<Jid> meant) {
        int asked = 0;
        int told = 0;
        for (Map.Entry<String, String> each : of(user).entrySet()) {
            if (!meant.test(Jid.of(each.getKey()))) {
                continue;
            }
            if (TO.contains(each.getValue())) {
                asked++;
                sending.accept(presence(user, each.getKey(), "probe"));
            }
            if (FROM.contains(each.getValue())) {
                told++;
                answer(presence(each.getKey(), user, "probe"));
            }
        }
        return new Sent(asked, told);
    }

    private Map<String, String> of(String user) {
        @Nullable Map<String, String> known = contacts.get(user);
        return known == null ? Map.of() : new TreeMap<>(known);
    }

    private static Stanza presence(String from, String to, String type) {
        return Stanza.presence(to, "presence", type).from(from);
    }
}
