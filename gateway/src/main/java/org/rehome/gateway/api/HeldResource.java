package org.rehome.gateway.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.HeldPlace;
import org.rehome.backbone.lane.HeldStanza;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// What waits on the lanes of all gateways and edges: listed, returned, released.
@Path("/held")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "held", description = "Stanzas that wait, on the lanes of all gateways and edges")
public class HeldResource {
    private final RunningGateway gateway;

    HeldResource(RunningGateway gateway) {
        this.gateway = gateway;
    }

    @GET
    @Operation(
            summary = "List the stanzas that wait: who, to whom, since when and why",
            description = "In the order of their places; those of one lane in the lane's order. Listed is what is in"
                    + " the deferred topics; a stanza that has waited for less than a second is still in memory. What"
                    + " the stanzas say is not shown.")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "503", description = "The broker does not answer")
    public Page<HeldAnswer> list(
            @Parameter(description = "inbound (to local users) or outbound (to partners); both when it is missing")
                    @QueryParam("direction")
                    @Nullable
                    String direction,
            @Parameter(description = "One of the partner's domains", example = "partner1.test")
                    @QueryParam("partner")
                    @Nullable
                    String partner,
            @Parameter(description = "The bare address of a local user", example = "user1@example.test")
                    @QueryParam("user")
                    @Nullable
                    String user,
            @Parameter(description = "The lane", example = "example.test>partner1.test") @QueryParam("lane") @Nullable
                    String lane,
            @Parameter(description = "The id of the last stanza of the page before") @QueryParam("after") @Nullable
                    String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        Set<Direction> directions = HeldFilter.directions(direction);
        HeldPlace from = place(after);
        Gateway running = gateway.get();
        Predicate<HeldStanza> wanted =
                HeldFilter.wanted(partner, user, lane, running.known().partners());
        List<HeldStanza> found = BrokerWork.done(
                () -> running.heldStanzas().list(directions, from, wanted, size + 1),
                "nothing of it is lost, ask again");
        List<HeldAnswer> items = found.stream().limit(size).map(HeldAnswer::of).toList();
        return new Page<>(items, found.size() > size ? items.getLast().id() : null);
    }

    private static @Nullable HeldPlace place(@Nullable String after) {
        try {
            return after == null || after.isBlank() ? null : HeldPlace.parse(after);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("after", String.valueOf(e.getMessage()));
        }
    }

    @POST
    @Path("/return")
    @Operation(
            summary = "Return held stanzas to their senders now, instead of at their time limit",
            description = "All that waits of a partner or on a lane, and was received before now, goes back with the"
                    + " error that it would have got; whatever gateway or edge holds it. What need not wait any more"
                    + " when the order arrives is delivered. GET /held says what is still left.")
    @APIResponseSchema(value = HeldBody.Given.class, responseCode = "202", responseDescription = "Ordered")
    public Response giveBack(
            @RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = HeldBody.class),
                                            example = "{\"direction\": \"inbound\", \"lane\": \"user1@example.test\"}"))
                    @Nullable
                    HeldBody body) {
        HeldBody.Named named = HeldBody.named(body, gateway.get().known());
        return ordered(new HeldReturnOrdered(named.direction(), named.scope(), named.name(), Instant.now()));
    }

    @POST
    @Path("/release")
    @Operation(
            summary = "Let out what is held because its partner is paused, although it stays paused",
            description = "All that was received before now goes out in its order; what comes later waits. What is"
                    + " held for another reason cannot be released: it leaves by itself when the reason is gone.")
    @APIResponseSchema(value = HeldBody.Given.class, responseCode = "202", responseDescription = "Ordered")
    @APIResponse(responseCode = "422", description = "No pause holds it; the problem says what does")
    public Response release(
            @RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = HeldBody.class),
                                            example = "{\"direction\": \"outbound\", \"partner\": \"partner1.test\"}"))
                    @Nullable
                    HeldBody body) {
        HeldBody.Named named = HeldBody.named(body, gateway.get().known());
        if (named.direction() == Direction.Inbound) {
            throw Problem.unprocessable(
                    "outbound",
                    "no pause holds anything inbound: it waits for a user who moves, or for a pool that is away (GET"
                            + " /links), and leaves by itself when she has arrived or the pool is back; POST"
                            + " /held/return returns it before");
        }
        Lifecycle partner = named.partner();
        if (!(partner instanceof Lifecycle.Paused)) {
            throw Problem.unprocessable(
                    "paused",
                    "the partner is not paused: what is held for it waits for a stream to it, and leaves by itself"
                            + " when there is one; POST /held/return returns it before");
        }
        return ordered(new HeldReleaseOrdered(named.direction(), named.scope(), named.name(), Instant.now()));
    }

    private Response ordered(HeldOrder order) {
        Gateway running = gateway.get();
        BrokerWork.done(
                () -> {
                    running.orderLog().give(order);
                    return order;
                },
                "the order may still come, look at GET /held");
        return Response.accepted(HeldBody.Given.of(order)).build();
    }
}
