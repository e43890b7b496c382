package org.rehome.benchmark.load;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/// How a generator's work ended.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Measured.class, name = "measured"),
    @JsonSubTypes.Type(value = Outcome.Invalid.class, name = "invalid")
})
public sealed interface Outcome {
    /// Every message arrived once and in order.
    ///
    /// @param messages that were sent in all
    /// @param messagesPerSecond that arrived at saturation
    /// @param cpuSeconds of each of the server's processes, per million messages at saturation
    /// @param generatorCpuSeconds of the generator, likewise
    /// @param othersShare of all processors that somebody else used meanwhile, from 0 to 1
    record Measured(
            long messages,
            double messagesPerSecond,
            double p50Millis,
            double p99Millis,
            Map<String, Double> cpuSeconds,
            double generatorCpuSeconds,
            double othersShare)
            implements Outcome {
        public Measured {
            cpuSeconds = Map.copyOf(cpuSeconds);
        }
    }

    /// Something went wrong; there is nothing to measure then.
    record Invalid(String reason) implements Outcome {}
}
