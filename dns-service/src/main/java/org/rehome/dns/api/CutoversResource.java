package org.rehome.dns.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.CutoverResult;
import org.rehome.dns.DnsService;
import org.rehome.dns.cutover.Cutover;
import org.rehome.rest.EntityTags;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Cut-overs: plan, apply, verify, complete; and the way back.
@Path("/cutovers")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "cutovers", description = "The change of a domain's DNS records to the edge, and its proof")
public final class CutoversResource {
    private final DnsService service;

    CutoversResource(DnsService service) {
        this.service = service;
    }

    /// The body of a plan.
    @Schema(name = "CutoverRequest")
    public record PlanBody(
            @Schema(examples = "example.test", required = true) @Nullable
            String domain,

            @Schema(description = "Plan although no partner is enabled, or no edge is there; it is recorded")
            boolean force) {}

    /// The body of an order to apply.
    @Schema(name = "ApplyRequest")
    public record ApplyBody(
            @Schema(description = "The hash of the plan that was reviewed", required = true) @Nullable
            String hash) {}

    /// The body of an order to roll back.
    @Schema(name = "RollbackRequest")
    public record RollbackBody(
            @Schema(description = "Overwrite what somebody else has changed since; it is recorded")
            boolean force,

            @Schema(examples = "partner1 cannot connect") @Nullable
            String reason) {}

    @FunctionalInterface
    private interface Order {
        CutoverResult carryOut() throws IOException, InterruptedException;
    }

    @POST
    @Operation(
            summary = "Plan a cut-over",
            description = "Changes nothing. Shows the records before and after, the update and its inverse. The primary"
                    + " must answer, let the key change the records, and honour prerequisites.")
    @APIResponseSchema(value = CutoverView.class, responseCode = "201")
    @APIResponse(responseCode = "409", description = "Another cut-over is in flight")
    @APIResponse(
            responseCode = "422",
            description = "No records are wanted, no partner is enabled, or the primary cannot be used")
    @APIResponse(responseCode = "502", description = "The primary refused or did not answer")
    public Response plan(@Nullable PlanBody body) {
        if (body == null || body.domain() == null) {
            throw Problem.badRequest("domain", "it is missing");
        }
        Domain domain = DomainField.read("domain", body.domain());
        CutoverResult result = ordered("plan", () -> service.cutovers().plan(domain, body.force()));
        if (result instanceof CutoverResult.Done(var planned)) {
            return Response.created(URI.create("/cutovers/" + planned.plan().id()))
                    .entity(CutoverView.of(planned))
                    .tag(EntityTags.tag(planned.version()))
                    .build();
        }
        return answer(result);
    }

    @POST
    @Path("/{id}/apply")
    @Operation(summary = "Apply the plan with this hash", description = "Once applied, the same order changes nothing.")
    @APIResponseSchema(value = CutoverView.class, responseCode = "200")
    @APIResponse(
            responseCode = "409",
            description = "Its state does not allow that, or somebody else has changed the records",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = DriftBody.class)))
    @APIResponse(responseCode = "422", description = "The update would break a rule, or the primary refuses it")
    @APIResponse(responseCode = "502", description = "The primary refused or did not answer")
    public Response apply(@PathParam("id") String id, @Nullable ApplyBody body) {
        if (body == null || body.hash() == null) {
            throw Problem.badRequest("hash", "it is missing: give the hash of the plan that was reviewed");
        }
        Cutover cutover = find(id);
        String hash = body.hash();
        return answer(ordered("apply", () -> service.cutovers().apply(cutover, hash)));
    }

    @POST
    @Path("/{id}/verify")
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Ask every authoritative server and every chosen resolver now",
            description = "Answers 200 also when not all agree: \"verified\" tells.")
    @APIResponseSchema(value = VerificationView.class, responseCode = "200")
    public Response verify(@PathParam("id") String id) {
        Cutover cutover = find(id);
        return answer(ordered("verify", () -> service.cutovers().verify(cutover)));
    }

    @POST
    @Path("/{id}/rollback")
    @Operation(
            summary = "Restore what was there before",
            description = "From every state before completed. The addresses of hosts that the cut-over has added stay:"
                    + " resolvers that still hold the SRV record need them.")
    @APIResponseSchema(value = CutoverView.class, responseCode = "200")
    @APIResponse(
            responseCode = "409",
            description = "Its state does not allow that, or somebody else has changed the records",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = DriftBody.class)))
    @APIResponse(responseCode = "422", description = "The update would break a rule, or the primary refuses it")
    @APIResponse(responseCode = "502", description = "The primary refused or did not answer")
    public Response rollback(@PathParam("id") String id, @Nullable RollbackBody body) {
        Cutover cutover = find(id);
        boolean force = body != null && body.force();
        String reason = body == null ? null : body.reason();
        return answer(ordered("rollback", () -> service.cutovers().rollback(cutover, force, reason)));
    }

    @POST
    @Path("/{id}/complete")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "End a verified cut-over", description = "Afterwards the way back is a new cut-over.")
    @APIResponseSchema(value = CutoverView.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "It was rolled back")
    @APIResponse(responseCode = "422", description = "It is not verified")
    public Response complete(@PathParam("id") String id) {
        Cutover cutover = find(id);
        return answer(ordered("complete", () -> service.cutovers().complete(cutover)));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Get a cut-over")
    @APIResponseSchema(value = CutoverView.class, responseCode = "200")
    public Response get(@PathParam("id") String id) {
        return answer(new CutoverResult.Done(find(id)));
    }

    @GET
    @Operation(summary = "List the cut-overs", description = "In the order in which they were planned")
    public Page<CutoverView> list(
            @QueryParam("domain") @Nullable String domain,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int most = PageLimit.of(limit);
        Domain wanted = domain == null ? null : DomainField.read("domain", domain);
        UUID last = after == null ? null : id("after", after);
        List<CutoverView> rest = service.registry().cutovers().stream()
                .dropWhile(each -> last != null && !each.plan().id().equals(last))
                .skip(last == null ? 0 : 1)
                .filter(each -> wanted == null || each.plan().domain().equals(wanted))
                .limit(most + 1L)
                .map(CutoverView::of)
                .toList();
        return rest.size() <= most
                ? new Page<>(rest, null)
                : new Page<>(rest.subList(0, most), rest.get(most - 1).id());
    }

    private Cutover find(String text) {
        return service.registry()
                .cutover(id("id", text))
                .orElseThrow(() -> Problem.notFound("cut-over \"" + text + "\""));
    }

    private static UUID id(String field, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(field, "\"" + text + "\" is no id of a cut-over (a UUID)");
        }
    }

    private CutoverResult ordered(String name, Order order) {
        try {
            return service.ordered(name, order.carryOut());
        } catch (IOException e) {
            throw Problem.unavailable(e.getMessage() + "; repeat the order when that is remedied");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the service is stopping");
        }
    }

    private static Response answer(CutoverResult result) {
        return switch (result) {
            case CutoverResult.Done(var cutover) ->
                Response.ok(CutoverView.of(cutover))
                        .tag(EntityTags.tag(cutover.version()))
                        .build();
            case CutoverResult.Compared(var cutover, var matrix) ->
                Response.ok(VerificationView.of(cutover, matrix)).build();
            case CutoverResult.Drifted drifted ->
                Response.status(Response.Status.CONFLICT)
                        .entity(DriftBody.of(drifted))
                        .type("application/problem+json")
                        .build();
            case CutoverResult.Refused(var precondition, var reason) ->
                throw Problem.unprocessable(precondition, reason);
            case CutoverResult.Conflict(var reason) -> throw Problem.conflict(reason, null);
            case CutoverResult.ServerFailed(var reason) -> throw Problem.badGateway(reason);
            case CutoverResult.Unavailable(var reason) -> throw Problem.unavailable(reason);
        };
    }
}
