package org.rehome.edge.negotiation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.E6;
import static org.rehome.conformance.Requirement.K3;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.FuzzInputs;
import org.rehome.conformance.Spec;

@DisplayName("Whatever a peer does, in whatever order")
final class NegotiationFuzzTest {

    private static void play(Class<?> fuzzTest, String method, Consumer<byte[]> target) {
        FuzzInputs inputs = FuzzInputs.of(fuzzTest, method);
        inputs.replay(target);
        assertThat(inputs.vary(Duration.ofSeconds(5), 5269, target)).isPositive();
    }

    @Test
    @DisplayName("E6, K3: nothing is admitted before its time, nothing is thrown, and closed is closed")
    @Spec({E6, K3})
    void inbound() {
        play(InboundFuzz.class, "inbound", bytes -> new InboundFuzzPlay(bytes).run());
    }

    @Test
    @DisplayName("our stream is not ready before it is authenticated, nothing is thrown, and closed is closed")
    void outbound() {
        play(OutboundFuzz.class, "outbound", bytes -> new OutboundFuzzPlay(bytes).run());
    }
}
