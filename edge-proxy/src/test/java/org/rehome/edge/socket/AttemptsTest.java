package org.rehome.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.K2;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;

@DisplayName("K2: attempts to connect")
final class AttemptsTest {
    private final AtomicLong now = new AtomicLong();

    private Attempts attempts(int limit) {
        return new Attempts(limit, Duration.ofMinutes(1), now::get);
    }

    @Test
    @DisplayName("are bounded for each address, in each period anew")
    @Spec(K2)
    void bounded() {
        Attempts attempts = attempts(2);
        assertThat(attempts.admit("192.0.2.1")).isTrue();
        assertThat(attempts.admit("192.0.2.1")).isTrue();
        assertThat(attempts.admit("192.0.2.1")).isFalse();
        assertThat(attempts.admit("192.0.2.2")).isTrue();
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(attempts.admit("192.0.2.1")).isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(attempts.admit("192.0.2.1")).isTrue();
    }

    @Test
    @DisplayName("are not bounded by 0")
    void unbounded() {
        Attempts attempts = attempts(0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(attempts.admit("192.0.2.1")).isTrue();
        }
    }
}
