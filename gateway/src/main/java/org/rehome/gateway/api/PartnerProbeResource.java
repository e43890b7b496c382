package org.rehome.gateway.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.bus.Probes;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.Problem;

/// The way to a partner and back, walked by every running edge, and by pools' test users (docs/probe.md).
@Path("/partners/{domain}/probe")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "partners")
public class PartnerProbeResource {
    private static final Duration LIMIT = Duration.ofSeconds(75);

    private final RunningGateway gateway;
    private final PartnerSteps steps;

    PartnerProbeResource(RunningGateway gateway, PartnerSteps steps) {
        this.gateway = gateway;
        this.steps = steps;
    }

    @POST
    @Operation(
            summary = "Walk the way to a partner and back",
            description =
                    "Every running edge does so on connections of its own, in any state of the partner, and says of"
                            + " each step what it came to, with a stable reason and what to do. Where a pool has a test user,"
                            + " and a contact is named here or in the settings, the test user logs in, and a message and"
                            + " presence go to the contact and back. It takes a second, or up to a minute where something"
                            + " does not answer.")
    @APIResponseSchema(value = ProbeAnswer.class, responseCode = "200", responseDescription = "What was found")
    @APIResponse(responseCode = "404", description = "There is no such partner")
    @APIResponse(responseCode = "409", description = "No edge is running, or no domain of ours is registered")
    @APIResponse(responseCode = "422", description = "The contact is not of this partner, or no pool has a test user")
    public ProbeAnswer probe(
            @PathParam("domain") String domain,
            @Parameter(
                            description = "Our domain to speak for; the first if there are several",
                            example = "example.test")
                    @QueryParam("local")
                    @Nullable
                    String local,
            @Parameter(
                            description = "The contact to whom test users write; the one of the settings without it",
                            example = "julia@partner1.test")
                    @QueryParam("contact")
                    @Nullable
                    String contact) {
        Domain partner = Domain.parse(domain);
        Lifecycle existing = steps.existing(partner);
        Gateway running = gateway.get();
        Domain own = local(running.known(), local);
        Optional<Jid> writtenTo = contact == null
                ? running.poolProbes().contact(existing)
                : Optional.of(contact(running, own, existing, contact));
        if (running.known().edges().running().isEmpty()) {
            throw Problem.conflict("no edge is running: start one, GET /edges at an edge shows them", null);
        }
        Probes probes = running.probes();
        return BrokerWork.done(
                () -> {
                    PartnerProbeOrdered order = probes.order(own, partner);
                    CompletableFuture<Void> roundTrips = writtenTo
                            .map(who -> running.poolProbes().begin(order, who))
                            .orElseGet(() -> CompletableFuture.completedFuture(null));
                    probes.await(order, LIMIT);
                    roundTrips
                            .completeOnTimeout(null, LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .join();
                    return answer(running, order);
                },
                "the edges may still have been asked, look at GET /partners/…/probe");
    }

    @GET
    @Operation(summary = "What was found last on the way to a partner")
    @APIResponseSchema(value = ProbeAnswer.class, responseCode = "200", responseDescription = "What was found")
    @APIResponse(responseCode = "404", description = "There is no such partner, or it was never probed")
    public ProbeAnswer last(@PathParam("domain") String domain, @QueryParam("local") @Nullable String local) {
        Domain partner = Domain.parse(domain);
        steps.existing(partner);
        Gateway running = gateway.get();
        PartnerProbeOrdered order = running.known()
                .probes()
                .order(local(running.known(), local), partner)
                .orElseThrow(() -> Problem.notFound("probe of partner \"" + partner + "\""));
        return answer(running, order);
    }

    private static ProbeAnswer answer(Gateway running, PartnerProbeOrdered order) {
        return ProbeAnswer.of(order, running.known().probes(), running.probes().missing(order));
    }

    private static Jid contact(Gateway running, Domain own, Lifecycle partner, String contact) {
        Jid jid = Jid.parse(contact);
        if (!jid.hasLocalpart() || !jid.isBare()) {
            throw Problem.badRequest("contact", "\"" + contact + "\" is not of the form user@domain");
        }
        if (!partner.settings().covers(jid.domain())) {
            throw Problem.unprocessable(
                    "contact",
                    jid + " is none of this partner's, whose domains are " + Partners.domains(partner.settings()));
        }
        if (!running.poolProbes().canSpeakFor(own)) {
            throw Problem.unprocessable(
                    "contact", "no pool has a test user of " + own + ": rehome.gateway.test-users names them");
        }
        return jid;
    }

    private static Domain local(Knowledge known, @Nullable String local) {
        if (local != null) {
            Domain own = Domain.parse(local);
            if (!known.domains().all().contains(own)) {
                throw Problem.unprocessable(
                        "local", own + " is none of our domains: PUT /domains at the user directory");
            }
            return own;
        }
        return known.domains().all().stream()
                .min(Comparator.naturalOrder())
                .orElseThrow(() ->
                        Problem.conflict("no domain of ours is registered: PUT /domains at the user directory", null));
    }
}
