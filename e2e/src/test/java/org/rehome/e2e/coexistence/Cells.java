package org.rehome.e2e.coexistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Exchanges that are made at one time, each for its cell of the table.
final class Cells {
    private final StateTable table;
    private final List<Cell> underWay = new ArrayList<>();

    private record Cell(StateTable.Row row, Kind kind, Exchange exchange) {}

    Cells(StateTable table) {
        this.table = table;
    }

    void add(StateTable.Row row, Kind kind, Exchange exchange) {
        underWay.add(new Cell(row, kind, exchange));
    }

    List<Exchange> exchanges() {
        return underWay.stream().map(Cell::exchange).toList();
    }

    void begin() {
        step(Exchange::begin);
    }

    /// Everything that follows once it was sent.
    void finish() {
        step(Exchange::arrive);
        step(Exchange::complete);
        underWay.forEach(each -> table.worked(each.row(), each.kind()));
        underWay.clear();
    }

    /// All together; what fails is written down, and goes no further.
    private void step(Consumer<Exchange> what) {
        Map<Cell, Throwable> failed = new ConcurrentHashMap<>();
        together(underWay.stream()
                .<Runnable>map(cell -> () -> {
                    try {
                        what.accept(cell.exchange());
                    } catch (RuntimeException | AssertionError e) {
                        failed.put(cell, e);
                    }
                })
                .toList());
        underWay.removeAll(failed.keySet());
        failed.forEach((cell, failure) -> table.failed(cell.row(), cell.kind(), failure));
    }

    /// Runs all at one time and waits for their ends; the first failure is thrown.
    static void together(List<Runnable> actions) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            actions.forEach(each -> ends.add(threads.submit(each)));
            for (Future<?> each : ends) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError(e.getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
