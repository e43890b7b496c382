package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.FederationEvent.Closed;

/// That the old way is closed.
@Schema(name = "Closed")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClosedAnswer(
        @Schema(description = "When it was closed", examples = "2026-01-01T00:00:00Z")
        Instant at,

        @Schema(description = "Why", examples = "its servers find the edge") @Nullable
        String reason) {
    static @Nullable ClosedAnswer of(@Nullable Closed closed) {
        return closed == null ? null : new ClosedAnswer(closed.at(), closed.reason());
    }
}
