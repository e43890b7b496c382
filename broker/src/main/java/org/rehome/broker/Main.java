package org.rehome.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;

/// The same broker as a process of its own, for docker-compose; configured by its environment:
///
/// - `KAFKA_DATA` the folder, `/data`
/// - `KAFKA_ADVERTISED_HOST` the name by which clients reach it, `127.0.0.1`
/// - `KAFKA_BIND_HOST` the address to listen on, `0.0.0.0`
/// - `KAFKA_PORT` 9092
/// - `KAFKA_SECOND_LISTENER` none; `host:port`, as clients outside the broker's network reach it
/// - `KAFKA_EXIT_WITH_PARENT` `false`; `true` to end when standard input ends, as it does with whoever started this
///
/// SIGTERM stops it in order. Exit status 2: it cannot start (the last line says why); 1: it could not go on.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        try (InputStream logging = Main.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(logging);
        }
        EmbeddedKafka kafka;
        try {
            kafka = EmbeddedKafka.start(settings(System.getenv()));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        if (Boolean.parseBoolean(System.getenv("KAFKA_EXIT_WITH_PARENT"))) {
            Thread.ofPlatform().name("exit-with-parent").daemon().start(Main::exitWithParent);
        }
        System.out.println("kafka is ready, clients connect to " + kafka.bootstrapServers());
        System.err.println(kafka.failure().join());
        System.exit(1);
    }

    private static void exitWithParent() {
        try {
            while (System.in.read() >= 0) {
                // What the parent writes has no meaning; only the end counts.
            }
        } catch (IOException e) {
            System.err.println("standard input lost: " + e.getMessage());
        }
        System.exit(0);
    }

    static Settings settings(Map<String, String> environment) {
        String bindHost = environment.getOrDefault("KAFKA_BIND_HOST", "0.0.0.0");
        var listeners = new ArrayList<Listener>();
        listeners.add(new Listener(
                "CLIENTS",
                bindHost,
                port("KAFKA_PORT", environment.getOrDefault("KAFKA_PORT", "9092")),
                environment.getOrDefault("KAFKA_ADVERTISED_HOST", "127.0.0.1")));
        String second = environment.getOrDefault("KAFKA_SECOND_LISTENER", "");
        if (!second.isEmpty()) {
            int colon = second.lastIndexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("KAFKA_SECOND_LISTENER is not host:port: " + second);
            }
            listeners.add(new Listener(
                    "SECOND",
                    bindHost,
                    port("KAFKA_SECOND_LISTENER", second.substring(colon + 1)),
                    second.substring(0, colon)));
        }
        return new Settings(Path.of(environment.getOrDefault("KAFKA_DATA", "/data")), List.copyOf(listeners), 0);
    }

    private static int port(String name, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port > 0 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below, with the values that are possible.
        }
        throw new IllegalArgumentException(name + " has no port from 1 to 65535: " + value);
    }
}
