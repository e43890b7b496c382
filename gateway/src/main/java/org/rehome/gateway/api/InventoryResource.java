package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.route.Knowledge;

/// Whom the organisation federates with, as learnt from the connections that edges pass through.
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
            @Schema(description = "What the connection said that it is from", examples = "partner1.test")
            Domain domain,

            @Schema(description = "The local domain that it asked for", examples = "example.test")
            Domain local,

            @Schema(description = "When it was first passed through", examples = "2026-01-01T00:00:00Z")
            Instant firstSeen,

            @Schema(description = "The edge that has seen it", examples = "edge-1")
            String edge,

            @Schema(
                    description = "The partner that it belongs to; left out when none is configured",
                    examples = "partner1.test")
            @Nullable
            Domain partner,

            @Schema(description = "That partner's state", examples = "legacy") @Nullable
            String state) {
        static SeenAnswer of(PartnerSpliced seen, Knowledge known) {
            Lifecycle partner = known.partners().covering(seen.partner()).orElse(null);
            return new SeenAnswer(
                    seen.partner(),
                    seen.local(),
                    seen.firstSeen(),
                    seen.edge(),
                    partner == null ? null : partner.settings().domain(),
                    partner == null ? null : partner.name());
        }
    }

    @GET
    @Operation(
            summary = "List the domains that were passed through to the legacy gateway",
            description = "Who a connection is from is what its header said; the legacy gateway authenticates it. At"
                    + " most 5,000 pairs are remembered.")
    public List<SeenAnswer> list(
            @Parameter(description = "true: only those of no configured partner") @QueryParam("unknown")
                    boolean unknown) {
        Knowledge known = gateway.get().known();
        return known.spliced().all().stream()
                .map(each -> SeenAnswer.of(each, known))
                .filter(each -> !unknown || each.partner() == null)
                .toList();
    }
}
