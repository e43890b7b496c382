package org.rehome.edge.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.event.EdgeEvent.CertificateActivated;
import org.rehome.edge.Edge;
import org.rehome.edge.bus.EdgeDirectory.KnownEdge;
import org.rehome.rest.Page;

/// The edges, by what they announced.
@Path("/edges")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "edges", description = "The edges of the suite")
public class EdgesResource {
    private final Edge edge;

    EdgesResource(Edge edge) {
        this.edge = edge;
    }

    /// An edge and the domains that it has a certificate for.
    @Schema(name = "Edge")
    public record EdgeView(
            @Schema(examples = "edge-1") String edge,

            @Schema(description = "The name under which partners reach it", examples = "edge1.example.test")
            String host,

            @Schema(examples = "5269") int port,

            @Schema(description = "running or stopped", examples = "running")
            String state,

            @Schema(examples = "[\"example.test\"]") List<String> certificates) {
        public EdgeView {
            certificates = List.copyOf(certificates);
        }
    }

    @GET
    @Operation(summary = "The edges that have announced themselves")
    public Page<EdgeView> all(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        List<EdgeView> views = edge.edges().edges().stream().map(this::view).toList();
        return Pages.of(views, EdgeView::edge, after, limit);
    }

    private EdgeView view(KnownEdge known) {
        List<String> domains = edge.edges().certificates().stream()
                .filter(each -> each.edge().equals(known.edge()))
                .map(CertificateActivated::domain)
                .sorted(Comparator.naturalOrder())
                .map(Object::toString)
                .toList();
        return new EdgeView(known.edge(), known.host(), known.port(), known.running() ? "running" : "stopped", domains);
    }
}
