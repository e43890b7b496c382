package org.rehome.lab.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.server.LabServer;

/// Who may write to whom: users of the pools to contacts at the partners, and back.
final class Correspondents {
    private static final Duration REFRESH = Duration.ofMillis(250);

    private final List<? extends LabServer> pools;
    private final List<? extends LabServer> partners;
    private final @Nullable List<String> some;
    private final Direction direction;
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();
    private List<String> users = List.of();
    private List<String> contacts = List.of();
    private long refreshed;

    /// @param some of the pools' users; null for all
    Correspondents(
            List<? extends LabServer> pools,
            List<? extends LabServer> partners,
            @Nullable List<String> some,
            Direction direction) {
        this.pools = List.copyOf(pools);
        this.partners = List.copyOf(partners);
        this.some = some;
        this.direction = direction;
    }

    /// A sender with the server where she has a session, and whom she writes to.
    record Letter(LabServer server, Pair pair) {}

    /// Draws a pair; empty if the sender drawn cannot send now.
    Optional<Letter> draw(RandomGenerator random) {
        refresh();
        Optional<String> user = drawn(users, random);
        Optional<String> contact = drawn(contacts, random);
        if (user.isEmpty() || contact.isEmpty()) {
            return Optional.empty();
        }
        boolean toPartner =
                switch (direction) {
                    case TO_PARTNERS -> true;
                    case TO_POOLS -> false;
                    case BOTH -> random.nextBoolean();
                };
        return toPartner ? letter(pools, user.get(), contact.get()) : letter(partners, contact.get(), user.get());
    }

    /// Accounts come and go seldom, and there may be many.
    private void refresh() {
        long now = System.nanoTime();
        if (users.isEmpty() || contacts.isEmpty() || now - refreshed > REFRESH.toNanos()) {
            users = some == null ? users(pools) : some;
            contacts = users(partners);
            refreshed = now;
        }
    }

    private Optional<Letter> letter(List<? extends LabServer> servers, String sender, String recipient) {
        if (withheld.contains(sender)) {
            return Optional.empty();
        }
        for (LabServer server : servers) {
            if (server.present(sender)) {
                return Optional.of(new Letter(server, new Pair(sender, recipient)));
            }
        }
        return Optional.empty();
    }

    private static List<String> users(List<? extends LabServer> servers) {
        Set<String> users = new TreeSet<>();
        servers.forEach(server -> users.addAll(server.users()));
        return new ArrayList<>(users);
    }

    private static Optional<String> drawn(List<String> users, RandomGenerator random) {
        return users.isEmpty() ? Optional.empty() : Optional.of(users.get(random.nextInt(users.size())));
    }

    void withhold(String sender) {
        withheld.add(sender);
    }

    void release(String sender) {
        withheld.remove(sender);
    }
}
