package org.rehome.edge.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.Edge;
import org.rehome.edge.socket.StreamReport;
import org.rehome.rest.Page;

/// The streams of this edge, as they are.
@Path("/streams")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "streams", description = "The server-to-server streams of this edge")
public class StreamsResource {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Edge edge;

    StreamsResource(Edge edge) {
        this.edge = edge;
    }

    @GET
    @Operation(
            summary = "The streams",
            description = "Per stream: encrypted or not, TLS version and cipher, how authenticated, the peer's"
                    + " certificate, and the stanzas that it carried (RFC 7590 §3.6).")
    public Page<StreamReport> all(
            @Parameter(description = "only those of this domain", example = "partner1.test")
                    @QueryParam("partner")
                    @Nullable
                    String partner,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit)
            throws InterruptedException {
        String wanted = partner == null ? null : Domain.parse(partner).name();
        List<StreamReport> reports = edge.endpoint().table().reports(LIMIT).stream()
                .filter(each -> wanted == null || wanted.equals(each.partner()))
                .toList();
        return Pages.of(reports, StreamReport::stream, after, limit);
    }
}
