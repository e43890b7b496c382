package org.rehome.lab.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What stands still")
final class StandstillsTest {
    private final List<String> log = new CopyOnWriteArrayList<>();

    private final Standstills standstills = new Standstills(new SuiteControl() {
        @Override
        public void kill(SuiteProcess process) {
            log.add("kill");
        }

        @Override
        public void freeze(SuiteProcess process) {
            log.add("freeze " + process);
        }

        @Override
        public void resume(SuiteProcess process) {
            log.add("resume " + process);
        }

        @Override
        public boolean ready() {
            return true;
        }
    });

    @Test
    @DisplayName("goes on after the last freeze has ended, also when a shorter one ends before")
    void nestedFreezes() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> longer = threads.submit(() -> {
                standstills.freeze(SuiteProcess.EDGE, Duration.ofMinutes(10));
                return true;
            });
            await().until(() -> log.size() == 1);
            standstills.freeze(SuiteProcess.EDGE, Duration.ofMillis(1));
            standstills.freeze(SuiteProcess.GATEWAY, Duration.ofMillis(1));
            assertThat(log).containsExactly("freeze EDGE", "freeze EDGE", "freeze GATEWAY", "resume GATEWAY");
            longer.cancel(true);
        }
        assertThat(log).endsWith("resume EDGE");
    }

    @Test
    @DisplayName("reads on when the longest stall is over")
    void nestedStalls() throws Exception {
        List<Duration> told = new CopyOnWriteArrayList<>();
        standstills.stall("new", Duration.ofSeconds(1), told::add);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> longer = threads.submit(() -> {
                standstills.stall("new", Duration.ofMinutes(10), told::add);
                return true;
            });
            await().until(() -> told.size() == 2);
            standstills.stall("new", Duration.ofMillis(1), told::add);
            longer.cancel(true);
        }
        assertThat(told.getFirst()).isEqualTo(Duration.ofSeconds(1));
        assertThat(told.getLast()).isGreaterThan(Duration.ofMinutes(9));
    }
}
