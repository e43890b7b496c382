package org.rehome.gateway.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.FederationEvent.Waited;

/// A switch on its way through gates: which it has passed and how long it has waited at each.
final class Passage {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Signal signal;
    private final BooleanSupplier wanted;
    private final Consumer<String> waits;
    private final List<Waited> waited = new ArrayList<>();

    /// What ended the passage.
    sealed interface End {
        record Passed() implements End {}

        /// The time was over at this gate.
        record TooLate(String missing) implements End {}

        /// Nobody wants it any more.
        record Unwanted() implements End {}
    }

    /// @param wanted false when the switch was called off
    /// @param waits told what it waits for, whenever that changes
    Passage(Signal signal, BooleanSupplier wanted, Consumer<String> waits) {
        this.signal = signal;
        this.wanted = wanted;
        this.waits = waits;
    }

    /// How long it has waited so far.
    List<Waited> waited() {
        return List.copyOf(waited);
    }

    /// Waits at each gate in turn.
    End through(List<Gate> gates, Instant until) throws InterruptedException {
        for (Gate gate : gates) {
            long begun = System.nanoTime();
            String missing = at(gate, until);
            waited.add(new Waited(
                    gate.name(), Duration.ofNanos(System.nanoTime() - begun).toMillis()));
            if (!wanted.getAsBoolean()) {
                return new End.Unwanted();
            }
            if (missing != null) {
                return new End.TooLate(missing);
            }
        }
        return new End.Passed();
    }

    /// @return what is missing at the end; null when the gate is passed
    private @Nullable String at(Gate gate, Instant until) throws InterruptedException {
        String told = null;
        while (true) {
            long seen = signal.now();
            Optional<String> missing = missing(gate);
            if (missing.isEmpty()) {
                return null;
            }
            String now = gate.name() + ": " + missing.get();
            if (!wanted.getAsBoolean() || !Instant.now().isBefore(until)) {
                return now;
            }
            if (!now.equals(told)) {
                waits.accept(now);
                told = now;
            }
            signal.awaitChange(seen, LOOK);
        }
    }

    private static Optional<String> missing(Gate gate) throws InterruptedException {
        try {
            return gate.missing();
        } catch (KafkaException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
