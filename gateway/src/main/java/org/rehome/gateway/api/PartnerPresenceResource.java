package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.PresenceRepairOrdered;
import org.rehome.contracts.event.FederationEvent.PresenceRepairReported;
import org.rehome.contracts.event.FederationEvent.RepairCounts;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.Problem;

/// The presence of all users and their contacts at a partner.
@Path("/partners/{domain}/presence")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "presence")
public class PartnerPresenceResource {
    private final RunningGateway gateway;
    private final PartnerSteps steps;

    PartnerPresenceResource(RunningGateway gateway, PartnerSteps steps) {
        this.gateway = gateway;
        this.steps = steps;
    }

    /// An order, and how far it is carried out.
    @Schema(name = "PartnerPresenceRepair")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Repair(
            @Schema(description = "The partner", examples = "partner1.test")
            Domain partner,

            @Schema(description = "When it was ordered", examples = "2026-01-01T00:00:00Z")
            Instant ordered,

            @Schema(description = "Whether it has come to its end", examples = "false")
            boolean done,

            @Schema(description = "How many users there are; the roster of each is looked at", examples = "200")
            int of,

            @Schema(description = "How many of them were looked at", examples = "120")
            long users,

            @Schema(
                    description = "How many times a contact was asked for the presence that a user sees",
                    examples = "340")
            long asked,

            @Schema(description = "How many times a contact was told of a user's presence", examples = "310")
            long told,

            @Schema(
                    description = "Users of whom nothing was sent: they are moving, have no account on their pool, or"
                            + " it has no hook",
                    examples = "2")
            long skipped,

            @Schema(description = "Why it does not go on", examples = "the hook of pool new does not answer") @Nullable
            String waitsFor) {

        static Repair of(PresenceRepairOrdered order, Knowledge known) {
            PresenceRepairReported report = known.repairs().report(order).orElse(null);
            RepairCounts counts = report == null ? new RepairCounts(0, 0, 0, 0) : report.counts();
            return new Repair(
                    order.partner(),
                    order.at(),
                    report != null && report.done(),
                    known.homes().size(),
                    counts.users(),
                    counts.asked(),
                    counts.told(),
                    counts.skipped(),
                    report == null ? null : report.waitsFor());
        }
    }

    @GET
    @Path("/repair")
    @Operation(summary = "Show how far the last repair of a partner is")
    public Repair get(@PathParam("domain") String domain) {
        Knowledge known = gateway.get().known();
        Domain partner = steps.existing(Domain.parse(domain)).settings().domain();
        return known.repairs()
                .order(partner)
                .map(order -> Repair.of(order, known))
                .orElseThrow(() -> Problem.notFound("repair of partner \"" + partner + "\""));
    }

    @POST
    @Path("/repair")
    @Operation(
            summary = "Have the presence of all users and their contacts at a partner said anew",
            description = "The roster of each user on a pool with a hook is looked at, at the pace of"
                    + " rehome.gateway.repair-rate. It goes on after a crash, and may be ordered again.")
    @APIResponseSchema(value = Repair.class, responseCode = "202", responseDescription = "Ordered")
    @APIResponse(responseCode = "404", description = "There is no such partner")
    @APIResponse(responseCode = "409", description = "It is paused, or being switched: everything would wait")
    @APIResponse(responseCode = "422", description = "No pool has a hook")
    public Response repair(@PathParam("domain") String domain) {
        Lifecycle partner = steps.existing(Domain.parse(domain));
        Gateway running = gateway.get();
        if (partner instanceof Lifecycle.Paused) {
            throw Problem.conflict("the partner is paused, and all of it would wait: resume it first", null);
        }
        if (partner instanceof Lifecycle.Switching) {
            throw Problem.conflict("the partner is being switched: ask when that has ended", null);
        }
        if (!running.presenceRepair().isPossible()) {
            throw Problem.unprocessable(
                    "hook",
                    "no pool has a hook, and only hooks know rosters: install pool-hooks/ on the pools' servers, and"
                            + " let their links be of kind hook");
        }
        PresenceRepairOrdered order = BrokerWork.done(
                () -> running.partnerRepairs().order(partner.settings().domain()),
                "the order may still come, look at GET /partners/…/presence/repair");
        return Response.accepted(Repair.of(order, running.known())).build();
    }
}
