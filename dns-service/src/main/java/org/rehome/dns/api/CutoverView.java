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
        @Schema(examples = "019ab2c4-7d1e-7c53-9a44-0f6a52c3e1b7")
        String id,

        @Schema(examples = "example.test") String domain,
        @Schema(examples = "example.test") String zone,

        @Schema(
                examples = "planned",
                enumeration = {"planned", "applied", "verified", "completed", "rolled-back"})
        String state,

        @Schema(
                description = "Binds an order to apply to this plan",
                examples = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
        String hash,

        @Schema(description = "Of the fence that the update writes", examples = "1")
        long generation,

        @Schema(
                description = "The records now, in master file form",
                examples = "[\"_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 legacy.example.test.\"]")
        List<String> before,

        @Schema(
                description = "The records after the cut-over",
                examples = "[\"_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 edge1.example.test.\"]")
        List<String> after,

        @Schema(
                description = "The UPDATE (RFC 2136), as commands of nsupdate",
                examples = "[\"zone example.test.\", \"update delete _xmpp-server._tcp.example.test. SRV\","
                        + " \"update add _xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 edge1.example.test.\","
                        + " \"send\"]")
        List<String> updates,

        @Schema(
                description = "The inverse, as commands of nsupdate",
                examples = "[\"zone example.test.\", \"update delete _xmpp-server._tcp.example.test. SRV\","
                        + " \"update add _xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 legacy.example.test.\","
                        + " \"send\"]")
        List<String> rollback,

        @Schema(
                description = "What a reviewer should know",
                examples = "[\"the TTL rises from 60 to 300 s: a rollback takes that long to reach everybody\"]")
        List<String> warnings,

        @Schema(description = "What was missing when an operator forced the plan", examples = "no partner is enabled")
        @Nullable
        String forced,

        @Schema(description = "What was tried on the primary")
        PrecheckView precheck,

        Instant plannedAt,
        Instant changedAt,

        @Schema(description = "also the ETag", examples = "1")
        long version) {

    /// What was tried on the primary before the plan was shown.
    @Schema(name = "Precheck")
    public record PrecheckView(
            @Schema(examples = "192.0.2.53:53") String server,
            @Schema(examples = "7") long serial,

            @Schema(description = "The server's clock less ours", examples = "0")
            long clockSkewSeconds) {
        static PrecheckView of(Precheck precheck) {
            return new PrecheckView(precheck.server(), precheck.serial(), precheck.clockSkewSeconds());
        }
    }

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
                PrecheckView.of(cutover.precheck()),
                cutover.plannedAt(),
                cutover.changedAt(),
                cutover.version());
    }
}
