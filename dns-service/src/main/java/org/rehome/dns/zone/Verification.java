package org.rehome.dns.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.rehome.dns.cutover.Answer;
import org.rehome.dns.cutover.Cell;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Matrix;
import org.rehome.dns.cutover.Row;
import org.rehome.dns.cutover.Server;

/// Asks every server for every row of a cut-over, all at once.
public final class Verification {
    private final NameServers servers;
    private final Duration limit;

    public Verification(NameServers servers, Duration limit) {
        this.servers = servers;
        this.limit = limit;
    }

    public Matrix run(Cutover cutover) throws InterruptedException {
        List<Cell> cells = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Cell>>> running = servers.of(cutover.plan().zone()).stream()
                    .map(server -> threads.submit(() -> column(cutover, server)))
                    .toList();
            for (Future<List<Cell>> each : running) {
                cells.addAll(each.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a server could not be asked", e.getCause());
        }
        return new Matrix(cells);
    }

    private List<Cell> column(Cutover cutover, Server server) {
        List<Cell> cells = new ArrayList<>();
        Answer answer = null;
        for (Row row : Matrix.rows(cutover, server)) {
            // who did not answer one question is not asked the others: each would take the whole time limit
            if (!(answer instanceof Answer.Silent)) {
                answer = ask(server, row);
            }
            cells.add(Cell.of(server, row, answer, Instant.now()));
        }
        return cells;
    }

    private Answer ask(Server server, Row row) {
        ServerAddress address;
        try {
            address = ServerAddress.parse(server.address());
        } catch (IllegalArgumentException e) {
            return new Answer.Silent(server.address());
        }
        return switch (server.role()) {
            case PRIMARY, AUTHORITATIVE ->
                Question.authoritative(address, limit).ask(row.key());
            case RESOLVER -> Question.resolver(address, limit).ask(row.key());
        };
    }
}
