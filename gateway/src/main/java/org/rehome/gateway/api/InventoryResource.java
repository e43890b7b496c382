package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.PartnerSpliced;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.PartnerFile;
import org.rehome.gateway.partner.PartnerSettings;
import org.rehome.gateway.partner.Stragglers.Straggler;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.Problem;

/// Whom the organisation federates with by the legacy gateway, as learnt from the connections that edges pass
/// through and from the stanzas that it receives for users who live elsewhere.
@Path("/inventory")
@Produces({MediaType.APPLICATION_JSON, PartnerImportResource.CSV})
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
    @APIResponse(
            responseCode = "200",
            description = "Those that were asked for; as CSV, the form that POST /partners/import takes",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = SeenAnswer.class)),
                @Content(mediaType = PartnerImportResource.CSV, schema = @Schema(type = SchemaType.STRING))
            })
    public Response list(
            @Parameter(description = "true: only those of no configured partner") @QueryParam("unknown")
                    boolean unknown,
            @Parameter(description = "true: only stragglers") @QueryParam("stragglers") boolean stragglers,
            @Parameter(description = "json, or csv: a line for each partner, with the defaults if none is configured")
                    @QueryParam("format")
                    @DefaultValue("json")
                    String format) {
        Knowledge known = gateway.get().known();
        List<SeenAnswer> found = seen(known)
                .filter(each -> !unknown || each.partner() == null)
                .filter(each -> !stragglers || each.straggler() != null)
                .toList();
        return switch (format) {
            case "json" -> Response.ok(found, MediaType.APPLICATION_JSON).build();
            case "csv" ->
                Response.ok(PartnerFile.write(partners(found, known)), PartnerImportResource.CSV + ";charset=UTF-8")
                        .build();
            default -> throw Problem.badRequest("format", "\"" + format + "\" is neither json nor csv");
        };
    }

    /// The partners to which they belong, or would; a domain of our own is nobody's.
    private static List<Partner> partners(List<SeenAnswer> found, Knowledge known) {
        return found.stream()
                .map(SeenAnswer::domain)
                .filter(domain -> !known.domains().contains(domain))
                .map(domain -> known.partners()
                        .covering(domain)
                        .map(Lifecycle::settings)
                        .orElseGet(() -> PartnerSettings.defaults(domain)))
                .distinct()
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
