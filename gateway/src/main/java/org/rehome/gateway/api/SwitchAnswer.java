package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.SwitchReported;
import org.rehome.contracts.event.FederationEvent.SwitchState;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.SwitchReports;

/// A switch of a partner between the legacy gateway and the edges.
@Schema(name = "Switch")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SwitchAnswer(
        @Schema(description = "Whose the traffic is to be") Side to,
        @Schema(description = "What it has come to") SwitchState state,

        @Schema(
                description = "The gate that it waits for, or at which it went back",
                examples = "splices: edges where connections may still be passed through: edge-1")
        @Nullable
        String waitsFor,

        @Schema(description = "When it goes back by itself") @Nullable
        Instant until,

        @Schema(description = "How long it has waited at each gate")
        List<WaitedAnswer> waited) {

    static @Nullable SwitchAnswer of(Lifecycle partner, SwitchReports reports) {
        SwitchReported last = reports.of(partner.settings().domain()).orElse(null);
        if (partner instanceof Lifecycle.Switching(var event)) {
            // what is reported may be of the switch before
            String waitsFor = last != null && last.to() == event.to() && last.state() == SwitchState.Waiting
                    ? last.waitsFor()
                    : null;
            return new SwitchAnswer(event.to(), SwitchState.Waiting, waitsFor, event.until(), List.of());
        }
        return last == null
                ? null
                : new SwitchAnswer(last.to(), last.state(), last.waitsFor(), null, WaitedAnswer.of(last.waited()));
    }
}
