package org.rehome.standalone;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.rehome.broker.EmbeddedKafka;

/// A suite's broker.
sealed interface Kafka {
    /// In this process, as a person at a terminal wants it: one process less, and ready sooner.
    record Within(EmbeddedKafka broker) implements Kafka {
        @Override
        public Optional<Child> child() {
            return Optional.empty();
        }

        @Override
        public CompletableFuture<String> failure() {
            return broker.failure();
        }

        @Override
        public void stop(Duration patience) {
            broker.close();
        }
    }

    /// In a process of its own, which can be killed and is then started again like any service.
    record Apart(Child process) implements Kafka {
        @Override
        public Optional<Child> child() {
            return Optional.of(process);
        }

        /// Never: what ends the broker is followed by its next start.
        @Override
        public CompletableFuture<String> failure() {
            return new CompletableFuture<>();
        }

        @Override
        public void stop(Duration patience) throws InterruptedException {
            process.askToStop();
            process.awaitStopped(patience);
        }
    }

    /// The process that it runs in, if it has one of its own.
    Optional<Child> child();

    /// Completes, with the reason, when it cannot go on.
    CompletableFuture<String> failure();

    /// Returns when it has stopped, in order if that takes no longer than `patience`.
    void stop(Duration patience) throws InterruptedException;
}
