package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent.PartnerProbed;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeProposal;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.PartnerProbeOrdered;
import org.rehome.contracts.event.FederationEvent.PoolProbed;
import org.rehome.gateway.partner.ProbeReports;

/// What the edges and the pools' test users found.
@Schema(name = "PartnerProbe")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProbeAnswer(
        @Schema(description = "The domain that was walked to", examples = "partner1.test")
        Domain partner,

        @Schema(description = "The domain of ours that was spoken for", examples = "example.test")
        Domain local,

        @Schema(examples = "2026-01-01T00:00:00Z") Instant ordered,

        @Schema(description = "The worst of all; absent while none has told", examples = "Failed") @Nullable
        ProbeOutcome outcome,

        @Schema(description = "Stable code of it", examples = "certificate-expired") @Nullable
        String reason,

        List<ByEdge> edges,

        @Schema(description = "By pools with a test user; absent when none wrote to a contact")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<ByPool> pools,

        @Schema(description = "Running edges that have not told what they found", examples = "[\"edge-2\"]")
        List<String> missing) {
    public ProbeAnswer {
        edges = List.copyOf(edges);
        pools = List.copyOf(pools);
        missing = List.copyOf(missing);
    }

    static ProbeAnswer of(PartnerProbeOrdered order, ProbeReports reports, List<String> missing) {
        List<PartnerProbed> edges = reports.since(order);
        List<PoolProbed> pools = reports.byPools(order);
        Optional<Sum> worst = Stream.concat(
                        edges.stream().map(each -> new Sum(each.outcome(), each.reason())),
                        pools.stream().map(each -> new Sum(each.outcome(), each.reason())))
                // of several the first
                .reduce((one, other) -> one.outcome().compareTo(other.outcome()) >= 0 ? one : other);
        return new ProbeAnswer(
                order.partner(),
                order.local(),
                order.at(),
                worst.map(Sum::outcome).orElse(null),
                worst.map(Sum::reason).orElse(null),
                edges.stream().map(ByEdge::of).toList(),
                pools.stream().map(ByPool::of).toList(),
                missing);
    }

    private record Sum(ProbeOutcome outcome, String reason) {}

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

    /// What the test user of one pool found.
    @Schema(name = "PartnerProbeOfPool")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ByPool(
            @Schema(examples = "new") PoolName pool,

            @Schema(description = "The test user", examples = "alice@example.test")
            Jid user,

            @Schema(description = "To whom she wrote", examples = "julia@partner1.test")
            Jid contact,

            @Schema(examples = "2026-01-01T00:00:01Z") Instant at,

            @Schema(examples = "Failed") ProbeOutcome outcome,

            @Schema(examples = "login-refused") String reason,

            @Schema(description = "The outcome of the time before; absent when there was none", examples = "Passed")
            @Nullable
            ProbeOutcome before,

            List<Step> steps) {
        public ByPool {
            steps = List.copyOf(steps);
        }

        static ByPool of(PoolProbed report) {
            return new ByPool(
                    report.pool(),
                    report.user(),
                    report.contact(),
                    report.at(),
                    report.outcome(),
                    report.reason(),
                    report.before(),
                    report.steps().stream().map(Step::of).toList());
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
}
