package org.rehome.edge.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.Edge;
import org.rehome.edge.socket.SpliceReport;
import org.rehome.edge.socket.Splices;
import org.rehome.rest.Page;
import org.rehome.rest.Problem;

/// The connections that this edge passes through to the legacy gateway.
@Path("/splices")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "splices", description = "The connections that this edge passes through to the legacy gateway")
public class SplicesResource {
    private final Edge edge;

    SplicesResource(Edge edge) {
        this.edge = edge;
    }

    /// What is left of a partner at the legacy gateway, as far as it comes by this edge.
    @Schema(name = "SplicedPartner")
    public record SplicedPartner(
            @Schema(examples = "partner1.test") String partner,

            @Schema(description = "Connections that are passed through", examples = "2")
            long splices,

            @Schema(description = "Those of them that are cut when they are quiet", examples = "0")
            long cutting,

            @Schema(description = "New streams that wait for their end", examples = "0")
            long waiting) {}

    /// A cut that was ordered.
    @Schema(name = "Cut")
    public record Cut(
            @Schema(examples = "partner1.test") String domain,

            @Schema(description = "Connections that it is about", examples = "2")
            int splices,

            @Schema(description = "Cut at once, not when quiet", examples = "false")
            boolean force) {}

    @GET
    @Operation(
            summary = "The connections that are passed through",
            description = "Per connection: whom its stream header says it is from and to, how many bytes have passed"
                    + " each way, and when anything passed last. Nothing has proven the names.")
    public Page<SpliceReport> all(
            @Parameter(description = "only those from this domain", example = "partner1.test")
                    @QueryParam("partner")
                    @Nullable
                    String partner,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        String wanted = partner == null ? null : Domain.parse(partner).name();
        List<SpliceReport> reports = splices().reports().stream()
                .filter(each -> wanted == null || wanted.equals(each.partner()))
                .toList();
        return Pages.of(reports, SpliceReport::splice, after, limit);
    }

    @GET
    @Path("/partners")
    @Operation(summary = "The partners of which connections are passed through, or waited for to end")
    public Page<SplicedPartner> partners(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        List<SplicedPartner> partners = splices().remaining().stream()
                .map(each -> new SplicedPartner(each.partner().name(), each.splices(), each.cutting(), each.waiting()))
                .toList();
        return Pages.of(partners, SplicedPartner::partner, after, limit);
    }

    @POST
    @Path("/cut")
    @Operation(
            summary = "Cut a domain's connections to the legacy gateway",
            description = "When they are quiet; with force at once, whatever is under way: that may be lost, or come"
                    + " twice. Forced cuts are counted and logged.")
    @APIResponseSchema(value = Cut.class, responseCode = "202")
    public Response cut(
            @Parameter(description = "the partner's domain", example = "partner1.test") @QueryParam("domain") @Nullable
                    String domain,
            @Parameter(description = "at once", example = "false") @QueryParam("force") boolean force) {
        if (domain == null) {
            throw Problem.badRequest("domain", "the parameter is missing; name the partner's domain");
        }
        Domain partner = Domain.parse(domain);
        Cut cut = new Cut(partner.name(), splices().cut(partner, force), force);
        return Response.accepted(cut).build();
    }

    private Splices splices() {
        return edge.endpoint().splices();
    }
}
