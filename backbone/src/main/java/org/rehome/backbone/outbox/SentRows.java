package org.rehome.backbone.outbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Rows that were handed to the producer and are not deleted yet.
final class SentRows {
    private final Deque<Sent> rows = new ArrayDeque<>();
    private final TreeSet<Long> ids = new TreeSet<>();

    private record Sent(long id, Future<?> answer) {}

    void add(long id, Future<?> answer) {
        rows.add(new Sent(id, answer));
        ids.add(id);
    }

    int size() {
        return rows.size();
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<IdRun> runs() {
        return IdRun.of(List.copyOf(ids));
    }

    /// Those that were handed over first and that Kafka has by now.
    ///
    /// @throws ExecutionException when Kafka has refused one
    List<IdRun> arrived() throws ExecutionException, InterruptedException {
        TreeSet<Long> arrived = new TreeSet<>();
        for (Sent each : rows) {
            if (!each.answer().isDone()) {
                break;
            }
            each.answer().get();
            arrived.add(each.id());
        }
        return IdRun.of(new ArrayList<>(arrived));
    }

    /// Rows are deleted.
    void deleted(List<IdRun> runs) {
        for (IdRun run : runs) {
            ids.subSet(run.first(), true, run.last(), true).clear();
        }
        rows.removeIf(each -> !ids.contains(each.id()));
    }

    /// Waits until Kafka has all.
    void await() throws ExecutionException, InterruptedException {
        for (Sent each : rows) {
            each.answer().get();
        }
    }

    /// All are to be handed over again.
    void clear() {
        rows.clear();
        ids.clear();
    }
}
