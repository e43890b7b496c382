package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeProposal;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.bus.Probes;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.Problem;

/// The way to a partner and back, walked by every running edge (docs/probe.md).
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

    /// What the edges found.
    @Schema(name = "PartnerProbe")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Probe(
            @Schema(description = "The domain that was walked to", examples = "partner1.test")
            Domain partner,

            @Schema(description = "The domain of ours that was spoken for", examples = "example.test")
            Domain local,

            @Schema(examples = "2026-01-01T00:00:00Z") Instant ordered,

            @Schema(description = "The worst of all edges; absent while none has told", examples = "Failed") @Nullable
            ProbeOutcome outcome,

            @Schema(description = "Stable code of it", examples = "certificate-expired") @Nullable
            String reason,

            List<ByEdge> edges,

            @Schema(description = "Running edges that have not told what they found", examples = "[\"edge-2\"]")
            List<String> missing) {
        public Probe {
            edges = List.copyOf(edges);
            missing = List.copyOf(missing);
        }

        static Probe of(PartnerProbeOrdered order, List<PartnerProbed> found, List<String> missing) {
            Optional<PartnerProbed> worst = found.stream().max(Comparator.comparing(PartnerProbed::outcome));
            return new Probe(
                    order.partner(),
                    order.local(),
                    order.at(),
                    worst.map(PartnerProbed::outcome).orElse(null),
                    worst.map(PartnerProbed::reason).orElse(null),
                    found.stream().map(ByEdge::of).toList(),
                    missing);
        }
    }

    /// What one edge found.
    @Schema(name = "PartnerProbeOfEdge")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ByEdge(
            @Schema(examples = "edge-1") String edge,

            @Schema(examples = "2026-01-01T00:00:01Z") Instant at,

            @Schema(examples = "Failed") ProbeOutcome outcome,

            @Schema(examples = "certificate-expired") String reason,

            List<Step> steps,

            @Schema(description = "The strongest settings with which a stream came up; absent when none did") @Nullable
            Proposal proposal) {
        public ByEdge {
            steps = List.copyOf(steps);
        }

        static ByEdge of(PartnerProbed report) {
            ProbeProposal proposal = report.proposal();
            return new ByEdge(
                    report.edge(),
                    report.at(),
                    report.outcome(),
                    report.reason(),
                    report.steps().stream().map(Step::of).toList(),
                    proposal == null ? null : Proposal.of(proposal));
        }
    }

    /// A step of the way.
    @Schema(name = "PartnerProbeStep")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            @Schema(examples = "identity") String step,

            @Schema(examples = "Failed") ProbeOutcome outcome,

            @Schema(description = "Stable code", examples = "certificate-expired")
            String reason,

            @Schema(description = "What was seen", examples = "expired on 2026-01-31T00:00:00Z")
            String detail,

            @Schema(
                    description = "What to do; absent when there is nothing to do",
                    examples = "The partner's certificate has expired. Ask it to renew it.")
            @Nullable
            String advice,

            @Schema(examples = "12") long millis) {
        static Step of(ProbeStep step) {
            return new Step(step.step(), step.outcome(), step.reason(), step.detail(), step.advice(), step.millis());
        }
    }

    /// Settings of a partner.
    @Schema(name = "PartnerProbeProposal")
    public record Proposal(
            @Schema(examples = "Required") Negotiation tlsNegotiation,

            @Schema(examples = "Optional") Negotiation saslNegotiation,

            @Schema(examples = "true") boolean supportDialbackNegotiation) {
        static Proposal of(ProbeProposal proposal) {
            return new Proposal(
                    proposal.tlsNegotiation(), proposal.saslNegotiation(), proposal.supportDialbackNegotiation());
        }
    }

    @POST
    @Operation(
            summary = "Walk the way to a partner and back",
            description =
                    "Every running edge does so on connections of its own, in any state of the partner, and says of"
                            + " each step what it came to, with a stable reason and what to do. It takes a second, or up to a"
                            + " minute where something does not answer.")
    @APIResponseSchema(value = Probe.class, responseCode = "200", responseDescription = "What the edges found")
    @APIResponse(responseCode = "404", description = "There is no such partner")
    @APIResponse(responseCode = "409", description = "No edge is running, or no domain of ours is registered")
    public Probe probe(
            @PathParam("domain") String domain,
            @Parameter(
                            description = "Our domain to speak for; the first if there are several",
                            example = "example.test")
                    @QueryParam("local")
                    @Nullable
                    String local) {
        Domain partner = Domain.parse(domain);
        steps.existing(partner);
        Gateway running = gateway.get();
        Domain own = local(running.known(), local);
        if (running.known().edges().running().isEmpty()) {
            throw Problem.conflict("no edge is running: start one, GET /edges at an edge shows them", null);
        }
        Probes probes = running.probes();
        return BrokerWork.done(
                () -> {
                    PartnerProbeOrdered order = probes.order(own, partner);
                    List<PartnerProbed> found = probes.await(order, LIMIT);
                    return Probe.of(order, found, probes.missing(order));
                },
                "the edges may still have been asked, look at GET /partners/…/probe");
    }

    @GET
    @Operation(summary = "What the edges found last on the way to a partner")
    @APIResponseSchema(value = Probe.class, responseCode = "200", responseDescription = "What the edges found")
    @APIResponse(responseCode = "404", description = "There is no such partner, or it was never probed")
    public Probe last(@PathParam("domain") String domain, @QueryParam("local") @Nullable String local) {
        Domain partner = Domain.parse(domain);
        steps.existing(partner);
        Gateway running = gateway.get();
        PartnerProbeOrdered order = running.known()
                .probes()
                .order(local(running.known(), local), partner)
                .orElseThrow(() -> Problem.notFound("probe of partner \"" + partner + "\""));
        return Probe.of(
                order, running.known().probes().since(order), running.probes().missing(order));
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
