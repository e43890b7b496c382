package org.rehome.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.B13;
import static org.rehome.conformance.Requirement.K8;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.FuzzInputs;
import org.rehome.conformance.Spec;

@DisplayName("Whatever bytes come, in whatever pieces")
final class FramingFuzzTest {
    private final FuzzInputs inputs = FuzzInputs.of(FramingFuzz.class, "framing");

    @Test
    @DisplayName("B13, K8: nothing is thrown, little is held, and what is handed out can be handed on")
    @Spec({B13, K8})
    void framing() {
        inputs.replay(FramingFuzzPlay::run);
        assertThat(inputs.vary(Duration.ofSeconds(5), 5269, FramingFuzzPlay::run))
                .isPositive();
    }
}
