package org.rehome.standalone;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// A service as the supervisor sees one: a process that takes its configuration from properties and environment,
/// answers at `/q/health/ready`, and ends with its parent. Run from a jar as a child process.
///
/// `test.manner`: `good`, `crashes` (ends with status 3 at once), `stubborn` (ignores SIGTERM), `slow` (never ready).
final class TestService {
    private TestService() {}

    public static void main(String[] arguments) throws IOException {
        String manner = System.getProperty("test.manner", "good");
        if (manner.equals("crashes")) {
            System.out.println("no licence to run");
            System.exit(3);
        }
        Path notes = Path.of("notes");
        note(notes, "started with " + secrets());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (manner.equals("stubborn")) {
                waitForever();
            }
            note(notes, "stopped in order");
        }));
        if (Boolean.getBoolean("rehome.exit-with-parent")) {
            Thread.ofPlatform().daemon().start(() -> endWithParent(notes));
        }
        int port = Integer.getInteger("quarkus.http.port");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/q/health/ready", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(manner.equals("slow") ? 503 : 200, -1);
            }
        });
        server.start();
        System.out.println("listening at " + port);
    }

    private static String secrets() {
        return System.getenv().entrySet().stream()
                .filter(variable -> variable.getKey().startsWith("REHOME_"))
                .map(Map.Entry::getKey)
                .sorted()
                .toList()
                .toString();
    }

    private static void endWithParent(Path notes) {
        try {
            while (System.in.read() >= 0) {
                // Only the end matters.
            }
        } catch (IOException e) {
            System.out.println("standard input is lost: " + e);
        }
        note(notes, "standard input has ended");
        System.exit(0);
    }

    private static void waitForever() {
        while (true) {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                System.out.println("not impressed");
            }
        }
    }

    private static void note(Path file, String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.out.println("cannot write " + file.toAbsolutePath() + ": " + e);
        }
    }
}
