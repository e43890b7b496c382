package org.rehome.gateway.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.rest.Problem;

/// What goes with a step; the whole body may be left out.
@Schema(name = "Step")
public record StepBody(
        @Schema(
                description = "With enable and return: although a precondition is missing, and without waiting for"
                        + " gates; it is recorded",
                defaultValue = "false")
        @Nullable
        Boolean force,

        @Schema(description = "With enable: whose outbound traffic follows; everybody's when it is left out") @Nullable
        RolloutBody rollout,

        @Schema(
                description = "Why it is paused or returned, or the old way closed",
                examples = "maintenance at the partner")
        @Nullable
        String reason) {
    private static final int MAX_REASON = 1024;

    static StepBody orNone(@Nullable StepBody body) {
        StepBody step = body == null ? new StepBody(false, null, null) : body;
        if (step.reason() != null && step.reason().length() > MAX_REASON) {
            throw Problem.badRequest("reason", "it is longer than " + MAX_REASON + " characters");
        }
        return step;
    }

    boolean forces() {
        return Boolean.TRUE.equals(force);
    }
}
