package org.rehome.gateway.bus;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a switch waits for before it goes on.
interface Gate {
    String name();

    /// What is missing, in words; empty when the gate is passed. Asked again and again, by one thread.
    Optional<String> missing() throws InterruptedException;

    static Gate of(String name, Asking asking) {
        return new Gate() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> missing() throws InterruptedException {
                return asking.missing();
            }
        };
    }

    /// Something that is begun when the gate is reached, and again when it fails.
    static Gate completing(String name, String missing, Supplier<CompletableFuture<Void>> begin) {
        return new Gate() {
            private @Nullable CompletableFuture<Void> begun;

            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> missing() {
                if (begun == null || begun.isCompletedExceptionally()) {
                    begun = begin.get();
                }
                return begun.isDone() && !begun.isCompletedExceptionally() ? Optional.empty() : Optional.of(missing);
            }
        };
    }

    @FunctionalInterface
    interface Asking {
        Optional<String> missing() throws InterruptedException;
    }
}
