package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.gateway.link.LinkStatus;

/// The component streams of this gateway.
@Path("/links")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "links")
public class LinksResource {
    private final RunningGateway gateway;

    LinksResource(RunningGateway gateway) {
        this.gateway = gateway;
    }

    /// One stream.
    @Schema(name = "Link")
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record LinkAnswer(
            @Schema(examples = "new") PoolName pool,
            @Schema(enumeration = {"injection", "capture"}) String stream,

            @Schema(
                    description = "The component's name; of a capture stream, the partner's domain",
                    examples = "gateway-1.example.test")
            Domain name,

            @Schema(
                    examples = "connecting",
                    enumeration = {"open", "connecting", "down"})
            String state,

            Instant since,

            @Schema(description = "Why it is not open", examples = "connection refused") @Nullable
            String reason) {

        static LinkAnswer of(LinkStatus status) {
            return new LinkAnswer(
                    status.pool(),
                    status.stream(),
                    status.name(),
                    status.state().wire(),
                    status.since(),
                    status.reason());
        }
    }

    @GET
    @Operation(summary = "List the streams to the pools, with the reason why one is not open")
    public List<LinkAnswer> list() {
        return gateway.get().links().statuses().stream().map(LinkAnswer::of).toList();
    }
}
