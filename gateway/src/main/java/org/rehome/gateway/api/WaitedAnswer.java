package org.rehome.gateway.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.contracts.event.FederationEvent.Waited;

/// How long a switch has waited at a gate.
@Schema(name = "Waited")
public record WaitedAnswer(
        @Schema(examples = "splices") String gate,
        @Schema(examples = "70") long milliseconds) {
    static List<WaitedAnswer> of(List<Waited> waited) {
        return waited.stream()
                .map(each -> new WaitedAnswer(each.gate(), each.millis()))
                .toList();
    }
}
