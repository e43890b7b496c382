package org.rehome.edge.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// Those who wait for something that is in their way. Any thread may use it.
///
/// @param <T> whose way it is
final class Waits<T> {
    private final Predicate<T> blocked;
    private final List<Waiting<T>> waiting = new ArrayList<>();

    private record Waiting<T>(T whose, CompletableFuture<Void> free) {}

    Waits(Predicate<T> blocked) {
        this.blocked = blocked;
    }

    /// Completes when nothing is in the way any more.
    CompletableFuture<Void> whenFree(T whose) {
        synchronized (waiting) {
            if (!blocked.test(whose)) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> free = new CompletableFuture<>();
            waiting.add(new Waiting<>(whose, free));
            return free;
        }
    }

    /// Something has changed.
    void look() {
        List<Waiting<T>> ready;
        synchronized (waiting) {
            ready = waiting.stream().filter(each -> !blocked.test(each.whose())).toList();
            waiting.removeAll(ready);
        }
        ready.forEach(each -> each.free().complete(null));
    }

    /// Nobody waits any more.
    void forget(CompletableFuture<Void> free) {
        synchronized (waiting) {
            free.cancel(false);
            waiting.removeIf(each -> each.free().isDone());
        }
    }

    List<T> all() {
        synchronized (waiting) {
            return waiting.stream().map(Waiting::whose).toList();
        }
    }
}
