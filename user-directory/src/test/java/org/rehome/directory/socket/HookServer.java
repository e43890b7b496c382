package org.rehome.directory.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A transfer hook that does what a test wants.
public final class HookServer implements AutoCloseable {
    /// The bodies of the calls, in order.
    public final List<String> bodies = new CopyOnWriteArrayList<>();

    public final List<String> authorizations = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Answers one call.
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange call, int number) throws IOException, InterruptedException;
    }

    /// @param behaviour gets the number of the call too, from 1
    public HookServer(Behaviour behaviour) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", call -> {
            bodies.add(new String(call.getRequestBody().readAllBytes(), UTF_8));
            authorizations.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
            try {
                behaviour.answer(call, bodies.size());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/transfer?key=hidden");
    }

    /// Answers with a status and nothing else.
    public static void status(HttpExchange call, int status) throws IOException {
        call.sendResponseHeaders(status, -1);
        call.close();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
