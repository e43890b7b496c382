package org.rehome.broker;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/// Where the broker keeps its data and where it listens.
///
/// @param data the broker's own folder; created and formatted at the first start, found again later
/// @param listeners for clients; the first is the one of [EmbeddedKafka#bootstrapServers]
/// @param controllerPort on loopback, for the broker's talk with its own controller; 0 to take a free one
public record Settings(Path data, List<Listener> listeners, int controllerPort) {
    private static final String LOOPBACK = "127.0.0.1";

    public Settings {
        listeners = List.copyOf(listeners);
        if (listeners.isEmpty()) {
            throw new IllegalArgumentException("a broker needs a listener");
        }
        var names = new HashSet<String>();
        for (Listener listener : listeners) {
            if (!names.add(listener.name())) {
                throw new IllegalArgumentException("two listeners are called " + listener.name());
            }
        }
    }

    /// On loopback only, at free ports, with its data in `folder`.
    public static Settings in(Path folder) {
        return new Settings(folder, List.of(new Listener("CLIENTS", LOOPBACK, 0, LOOPBACK)), 0);
    }

    /// The same, with the first listener at `port`.
    public Settings withPort(int port) {
        Listener first = listeners.getFirst();
        var moved = new Listener(first.name(), first.bindHost(), port, first.advertisedHost());
        return new Settings(
                data,
                Stream.concat(Stream.of(moved), listeners.stream().skip(1)).toList(),
                controllerPort);
    }
}
