package org.rehome.gateway.api;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Closed;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Lifecycle.Step;
import org.rehome.rest.EntityTags;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Partners: configured, enabled, paused, resumed, returned to the legacy gateway.
@Path("/partners")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "partners")
public class PartnersResource {
    private final RunningGateway gateway;
    private final PartnerSteps steps;

    PartnersResource(RunningGateway gateway, PartnerSteps steps) {
        this.gateway = gateway;
        this.steps = steps;
    }

    @GET
    @Operation(summary = "List the partners in the order of their domains")
    public Page<PartnerAnswer> list(
            @Parameter(description = "The last domain of the page before") @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        Optional<Domain> from =
                Optional.ofNullable(after).filter(text -> !text.isBlank()).map(Domain::parse);
        Gateway running = gateway.get();
        List<Lifecycle> found = running.known().partners().after(from, size + 1);
        List<PartnerAnswer> items = found.stream()
                .limit(size)
                .map(each -> PartnerAnswer.of(each, running.known()))
                .toList();
        String next = found.size() > size ? items.getLast().domain().name() : null;
        return new Page<>(items, next);
    }

    @GET
    @Path("/{domain}")
    @Operation(summary = "Show a partner: settings, state, whether outbound traffic goes by an edge")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200")
    public Response get(@PathParam("domain") String domain) {
        return answer(200, steps.existing(Domain.parse(domain)));
    }

    @PUT
    @Path("/{domain}")
    @Operation(
            summary = "Configure a partner",
            description = "Creates it in the state legacy, or changes its settings in whatever state it is. Five of the"
                    + " eighteen combinations of TLS, SASL and dialback are refused, each with its reason.")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200", responseDescription = "Changed, or as it was")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "400", description = "A setting is wrong; the problem names it")
    @APIResponse(responseCode = "409", description = "The version has changed, or a domain is another partner's")
    public Response put(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = PartnerBody.class),
                                            example = "{\"partnerType\": \"Federated\", \"tlsNegotiation\":"
                                                    + " \"Required\", \"saslNegotiation\": \"Required\"}"))
                    @Nullable
                    PartnerBody body) {
        if (body == null) {
            throw Problem.badRequest("body", "it is missing: send {} for the defaults");
        }
        PartnerSteps.Configured configured = steps.configure(body.settings(Domain.parse(domain)), ifMatch);
        return answer(configured.created() ? 201 : 200, configured.partner());
    }

    @DELETE
    @Path("/{domain}")
    @Operation(summary = "Forget a partner that is the legacy gateway's")
    @APIResponse(responseCode = "204", description = "Forgotten")
    @APIResponse(responseCode = "409", description = "It is enabled or paused: return it first")
    public Response delete(@PathParam("domain") String domain, @HeaderParam("If-Match") @Nullable String ifMatch) {
        steps.remove(Domain.parse(domain), ifMatch);
        return Response.noContent().build();
    }

    @POST
    @Path("/{domain}/stage")
    @Operation(
            summary = "Prepare the switch of a partner",
            description = "Its traffic is still the legacy gateway's. It can be checked, and its contacts seeded.")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "It is enabled or paused, or has changed")
    public Response stage(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        StepBody.orNone(body);
        return step(domain, ifMatch, new Step.Stage());
    }

    @POST
    @Path("/{domain}/enable")
    @Operation(
            summary = "Enable federation with a partner (step 5)",
            description = "Asks for an access policy that admits somebody, a valid certificate for every local domain,"
                    + " open links, a way on which every edge comes through to the partner (its probe), and contacts when"
                    + " the partner is PublicUnverified. Outbound traffic follows when the"
                    + " partner confirms: everybody's, or that of the users named in the rollout and of a stable share"
                    + " of all. Asked for again, it changes the rollout. The switch waits for its gates, and goes back"
                    + " when its time is over; with force it waits for nothing, and may lose the order of what is under"
                    + " way.")
    @APIResponseSchema(
            value = PartnerAnswer.class,
            responseCode = "200",
            responseDescription = "It is, or it went back")
    @APIResponse(
            responseCode = "202",
            description = "It is being switched; the answer says what it waits for",
            content = @Content(schema = @Schema(implementation = PartnerAnswer.class)))
    @APIResponse(responseCode = "422", description = "A precondition is missing; the problem says which")
    public Response enable(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        StepBody step = StepBody.orNone(body);
        Rollout rollout = RolloutBody.checked(step.rollout()).orElse(null);
        return switched(steps.enable(Domain.parse(domain), step.forces(), rollout, ifMatch));
    }

    @POST
    @Path("/{domain}/pause")
    @Operation(summary = "Let the traffic with a partner wait")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "It is not enabled, or has changed")
    public Response pause(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        return step(domain, ifMatch, new Step.Pause(StepBody.orNone(body).reason()));
    }

    @POST
    @Path("/{domain}/resume")
    @Operation(summary = "Let the traffic with a paused partner go on")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "It is not paused, or has changed")
    public Response resume(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        StepBody.orNone(body);
        return step(domain, ifMatch, new Step.Resume());
    }

    @POST
    @Path("/{domain}/return")
    @Operation(
            summary = "Give a partner back to the legacy gateway",
            description = "What is under way takes its way to the end first. With force nothing is waited for: what is"
                    + " held for the partner goes back to its senders. While the partner is being enabled, calls that"
                    + " off.")
    @APIResponseSchema(
            value = PartnerAnswer.class,
            responseCode = "200",
            responseDescription = "It is, or it went back")
    @APIResponse(
            responseCode = "202",
            description = "It is being switched; the answer says what it waits for",
            content = @Content(schema = @Schema(implementation = PartnerAnswer.class)))
    public Response giveBack(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        StepBody step = StepBody.orNone(body);
        return switched(steps.giveBack(Domain.parse(domain), step.forces(), step.reason(), ifMatch));
    }

    @POST
    @Path("/{domain}/old-way/close")
    @Operation(
            summary = "Refuse what an enabled partner still sends by the legacy gateway",
            description = "It goes back to its sender as policy-violation; answers still pass. GET shows under"
                    + " stragglers what would be refused. Returning the partner opens the old way.")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "It is not enabled, or has changed")
    public Response closeOldWay(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        Closed closed = new Closed(Instant.now(), StepBody.orNone(body).reason());
        return step(domain, ifMatch, new Step.CloseOldWay(closed));
    }

    @POST
    @Path("/{domain}/old-way/open")
    @Operation(summary = "Deliver again what an enabled partner still sends by the legacy gateway")
    @APIResponseSchema(value = PartnerAnswer.class, responseCode = "200")
    @APIResponse(responseCode = "409", description = "It is being switched, or has changed")
    public Response openOldWay(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable StepBody body) {
        StepBody.orNone(body);
        return step(domain, ifMatch, new Step.OpenOldWay());
    }

    @POST
    @Path("/{domain}/contacts")
    @Operation(
            summary = "Seed contacts of local users at a partner, from their rosters",
            description = "Later ones are added by the subscription requests that pass.")
    public ContactsBody.Added contacts(
            @PathParam("domain") String domain,
            @RequestBody(
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ContactsBody.class),
                                            example = "{\"contacts\": [{\"user\": \"user1@example.test\", \"contact\":"
                                                    + " \"peer1@partner1.test\"}]}"))
                    @Nullable
                    ContactsBody body) {
        if (body == null) {
            throw Problem.badRequest("contacts", "it is missing");
        }
        return steps.seed(Domain.parse(domain), body);
    }

    private Response switched(Lifecycle partner) {
        return answer(partner instanceof Lifecycle.Switching ? 202 : 200, partner);
    }

    private Response step(String domain, @Nullable String ifMatch, Step step) {
        return answer(200, steps.step(Domain.parse(domain), step, ifMatch));
    }

    private Response answer(int status, Lifecycle partner) {
        return Response.status(status)
                .entity(PartnerAnswer.of(partner, gateway.get().known()))
                .tag(EntityTags.tag(partner.version()))
                .build();
    }
}
