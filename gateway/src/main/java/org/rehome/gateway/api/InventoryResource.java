package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Stragglers.Straggler;
import org.rehome.gateway.route.Knowledge;

/// Whom the organisation federates with by the legacy gateway, as learnt from the connections that edges pass
/// through and from the stanzas that it receives for users who live elsewhere.
@Path("/inventory")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "partners")
public class InventoryResource {
    private final RunningGateway gateway;

    InventoryResource(RunningGateway gateway) {
        this.gateway = gateway;
    }

    /// A domain that has come by the legacy gateway.
    @Schema(name = "Seen")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SeenAnswer(
            @Schema(description = "What it said that it is", examples = "partner1.test")
            Domain domain,

            @Schema(description = "The local domain that it asked for", examples = "example.test")
            Domain local,

            @Schema(description = "When it first came", examples = "2026-01-01T00:00:00Z")
            Instant firstSeen,

            @Schema(description = "The edge that has passed it through; left out when none has", examples = "edge-1")
            @Nullable
            String edge,

            @Schema(
                    description = "The partner that it belongs to; left out when none is configured",
                    examples = "partner1.test")
            @Nullable
            Domain partner,

            @Schema(description = "That partner's state", examples = "legacy") @Nullable
            String state,

            @Schema(description = "What still comes, although the partner is enabled; left out when nothing does")
            @Nullable
            StragglerAnswer straggler) {
        private static SeenAnswer of(
                Domain domain,
                Domain local,
                @Nullable PartnerSpliced spliced,
                @Nullable Straggler straggler,
                Knowledge known) {
            Lifecycle partner = known.partners().covering(domain).orElse(null);
            return new SeenAnswer(
                    domain,
                    local,
                    first(spliced, straggler),
                    spliced == null ? null : spliced.edge(),
                    partner == null ? null : partner.settings().domain(),
                    partner == null ? null : partner.name(),
                    straggler == null ? null : StragglerAnswer.of(straggler));
        }

        private static Instant first(@Nullable PartnerSpliced spliced, @Nullable Straggler straggler) {
            return Stream.of(
                            Optional.ofNullable(spliced).map(PartnerSpliced::firstSeen),
                            Optional.ofNullable(straggler).map(Straggler::firstSeen))
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    @GET
    @Operation(
            summary = "List the domains that have come by the legacy gateway",
            description =
                    "Passed through to it by an edge: who a connection is from is what its header said; the legacy"
                            + " gateway authenticates it. At most 5,000 pairs are remembered. Or received by it although the"
                            + " partner is enabled (a static setting, a stale resolver): a straggler. Known of those is what is"
                            + " for users who do not live on the legacy server.")
    public List<SeenAnswer> list(
            @Parameter(description = "true: only those of no configured partner") @QueryParam("unknown")
                    boolean unknown,
            @Parameter(description = "true: only stragglers") @QueryParam("stragglers") boolean stragglers) {
        return seen(gateway.get().known())
                .filter(each -> !unknown || each.partner() == null)
                .filter(each -> !stragglers || each.straggler() != null)
                .toList();
    }

    /// In the order of the domains.
    private static Stream<SeenAnswer> seen(Knowledge known) {
        Map<Pair, PartnerSpliced> spliced = new HashMap<>();
        known.spliced().all().forEach(each -> spliced.put(new Pair(each.partner(), each.local()), each));
        Map<Pair, Straggler> stragglers = new HashMap<>();
        known.stragglers().all().forEach(each -> stragglers.put(new Pair(each.partner(), each.local()), each));
        return Stream.concat(spliced.keySet().stream(), stragglers.keySet().stream())
                .distinct()
                .sorted(Comparator.comparing(Pair::domain).thenComparing(Pair::local))
                .map(pair ->
                        SeenAnswer.of(pair.domain(), pair.local(), spliced.get(pair), stragglers.get(pair), known));
    }

    private record Pair(Domain domain, Domain local) {}
}
