package org.rehome.dns.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Plan;
import org.rehome.dns.cutover.Precheck;

/// A cut-over with its plan.
@Schema(name = "Cutover")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CutoverView(
        String id,
        String domain,
        String zone,

        @Schema(enumeration = {"planned", "applied", "verified", "completed", "rolled-back"})
        String state,

        @Schema(description = "Binds an order to apply to this plan")
        String hash,

        @Schema(description = "Of the fence that the update writes")
        long generation,

        @Schema(description = "The records now, in master file form")
        List<String> before,

        @Schema(description = "The records after the cut-over")
        List<String> after,

        @Schema(description = "The UPDATE (RFC 2136), as commands of nsupdate")
        List<String> updates,

        @Schema(description = "The inverse, as commands of nsupdate")
        List<String> rollback,

        @Schema(description = "What a reviewer should know") List<String> warnings,

        @Schema(description = "What was missing when an operator forced the plan") @Nullable
        String forced,

        @Schema(description = "What was tried on the primary")
        Precheck precheck,

        Instant plannedAt,
        Instant changedAt,
        long version) {

    static CutoverView of(Cutover cutover) {
        Plan plan = cutover.plan();
        return new CutoverView(
                plan.id().toString(),
                plan.domain().name(),
                plan.zone().text(),
                cutover.state().name(),
                plan.hash(),
                plan.generation(),
                plan.before(),
                plan.after(),
                plan.update().script(),
                plan.inverse().script(),
                plan.warnings(),
                cutover.forced(),
                cutover.precheck(),
                cutover.plannedAt(),
                cutover.changedAt(),
                cutover.version());
    }
}
