package org.rehome.lab.pool;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.xml.Element;

/// What a hook has taken and no gateway has acknowledged yet: its order, its numbers, its bounds, and which gateway
/// gets it (docs/pool-hook.md, "Handing over"). Not thread-safe.
final class HookQueue {
    private final Bounds bounds;
    private final Delivery delivery;
    private final Map<String, Gateway> gateways = new TreeMap<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<String, List<CompletableFuture<Void>>> watchers = new HashMap<>();

    /// What came while no gateway was connected.
    private final List<Item> waiting = new ArrayList<>();

    private int held;
    private long bytes;
    private long taken;

    /// @param heldStanzas how many are held at most, sent or not
    /// @param windowStanzas how many are sent to one gateway at most without acknowledgement
    record Bounds(int heldStanzas, long heldBytes, int windowStanzas, long windowBytes) {
        static final Bounds OF_PROTOCOL = new Bounds(20_000, 32L << 20, 1_024, 1L << 20);
    }

    /// Sends.
    @FunctionalInterface
    interface Delivery {
        void deliver(String gateway, long seq, Element stanza);
    }

    /// @param order in which it was taken
    /// @param domain the captured one that it is for; null for a local user's
    private record Item(
            long order, String sender, int size, @Nullable String domain, Element stanza) {}

    private static final class Gateway {
        final String name;
        String queue = newId();
        boolean connected;

        /// Not acknowledged; the first one has the number `first`, and `sent` of them are with the gateway.
        final Deque<Item> items = new ArrayDeque<>();

        long first = 1;
        int sent;
        long window;

        Gateway(String name) {
            this.name = name;
        }
    }

    /// What is held of one sender, and the gateway that it goes to.
    private static final class Lane {
        int count;

        @Nullable
        Gateway gateway;
    }

    HookQueue(Bounds bounds, Delivery delivery) {
        this.bounds = bounds;
        this.delivery = delivery;
    }

    private static String newId() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    int held() {
        return held;
    }

    Set<String> connected() {
        Set<String> names = new TreeSet<>();
        gateways.values().stream().filter(each -> each.connected).forEach(each -> names.add(each.name));
        return names;
    }

    /// @param sender its bare address
    /// @param domain the captured one that it is for; null for a local user's
    /// @return false when the bounds forbid it
    boolean take(String sender, @Nullable String domain, Element stanza, int size) {
        if (held >= bounds.heldStanzas() || bytes + size > bounds.heldBytes()) {
            return false;
        }
        held++;
        bytes += size;
        lanes.computeIfAbsent(sender, missing -> new Lane()).count++;
        Gateway gateway = assign(new Item(++taken, sender, size, domain, stanza));
        if (gateway != null) {
            pump(gateway);
        }
        return true;
    }

    private @Nullable Gateway assign(Item item) {
        Lane lane = lanes.computeIfAbsent(item.sender(), missing -> new Lane());
        Gateway sticky = lane.gateway;
        Gateway chosen = sticky != null && sticky.connected ? sticky : best(item.sender());
        lane.gateway = chosen;
        if (chosen == null) {
            waiting.add(item);
        } else {
            chosen.items.add(item);
        }
        return chosen;
    }

    private @Nullable Gateway best(String sender) {
        return gateways.values().stream()
                .filter(each -> each.connected)
                .max(Comparator.comparing(each -> weight(each.name, sender)))
                .orElse(null);
    }

    static String weight(String gateway, String sender) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1")
                            .digest((gateway + "\0" + sender).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-1", e);
        }
    }

    private void pump(Gateway gateway) {
        if (!gateway.connected || gateway.sent == gateway.items.size()) {
            return;
        }
        Iterator<Item> unsent = gateway.items.stream().skip(gateway.sent).iterator();
        while (unsent.hasNext() && gateway.sent < bounds.windowStanzas()) {
            Item item = unsent.next();
            // a stanza larger than the window goes alone
            if (gateway.sent > 0 && gateway.window + item.size() > bounds.windowBytes()) {
                return;
            }
            long seq = gateway.first + gateway.sent++;
            gateway.window += item.size();
            delivery.deliver(gateway.name, seq, item.stanza());
        }
    }

    /// Acknowledges all up to `h` of the numbering; what was not sent cannot be acknowledged.
    void acknowledge(String name, @Nullable String queue, long h) {
        Gateway gateway = gateways.get(name);
        if (gateway == null || !gateway.queue.equals(queue)) {
            return;
        }
        while (gateway.sent > 0 && gateway.first <= h) {
            Item item = gateway.items.remove();
            gateway.first++;
            gateway.sent--;
            gateway.window -= item.size();
            forget(item);
        }
        pump(gateway);
    }

    private void forget(Item item) {
        held--;
        bytes -= item.size();
        Lane lane = lanes.get(item.sender());
        if (lane != null && --lane.count == 0) {
            lanes.remove(item.sender());
        }
        notify(senderKey(item.sender()));
        if (item.domain() != null) {
            notify(domainKey(item.domain()));
        }
    }

    /// A gateway says hello.
    ///
    /// @param queue the numbering that it acknowledged last, null when it knows of none
    /// @param greet told the numbering before anything is sent
    void connect(String name, @Nullable String queue, long h, java.util.function.Consumer<String> greet) {
        Gateway gateway = gateways.computeIfAbsent(name, Gateway::new);
        gateway.connected = false;
        acknowledge(name, queue, h);
        // what was sent and is not acknowledged is sent again, with the same numbers
        gateway.sent = 0;
        gateway.window = 0;
        gateway.connected = true;
        greet.accept(gateway.queue);
        rehome();
    }

    void disconnect(String name) {
        Gateway gateway = gateways.get(name);
        if (gateway == null || !gateway.connected) {
            return;
        }
        gateway.connected = false;
        if (gateways.values().stream().anyMatch(each -> each.connected)) {
            rehome();
        }
    }

    /// All that is with gateways that are not connected, and all that waits, goes to those that are, in its order.
    private void rehome() {
        List<Item> moved = new ArrayList<>(waiting);
        waiting.clear();
        for (Gateway each : gateways.values()) {
            if (!each.connected && !each.items.isEmpty()) {
                moved.addAll(each.items);
                each.items.clear();
                // these numbers are somebody else's stanzas now
                each.queue = newId();
                each.first = 1;
                each.sent = 0;
                each.window = 0;
            }
        }
        moved.sort(Comparator.comparingLong(Item::order));
        moved.forEach(this::assign);
        gateways.values().forEach(this::pump);
    }

    static String senderKey(String sender) {
        return "sender " + sender;
    }

    static String domainKey(String domain) {
        return "domain " + domain;
    }

    private boolean holds(String key) {
        return waiting.stream().anyMatch(each -> is(each, key))
                || gateways.values().stream()
                        .flatMap(each -> each.items.stream())
                        .anyMatch(each -> is(each, key));
    }

    private static boolean is(Item item, String key) {
        boolean ofDomain = item.domain() != null && key.equals(domainKey(item.domain()));
        return ofDomain || key.equals(senderKey(item.sender()));
    }

    private void notify(String key) {
        if (watchers.containsKey(key) && !holds(key)) {
            watchers.remove(key).forEach(each -> each.complete(null));
        }
    }

    /// Done when nothing of a sender or domain is held.
    CompletableFuture<Void> acknowledged(String key) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (holds(key)) {
            watchers.computeIfAbsent(key, missing -> new ArrayList<>()).add(done);
        } else {
            done.complete(null);
        }
        return done;
    }
}
