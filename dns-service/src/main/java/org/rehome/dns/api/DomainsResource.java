package org.rehome.dns.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.dns.DnsService;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.InvalidRecords;
import org.rehome.dns.store.Registry;
import org.rehome.rest.EntityTags;
import org.rehome.rest.Problem;

/// The records that are wanted for a domain. To want them changes no zone; a cut-over does.
@Path("/domains/{domain}")
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "domains", description = "The records that partners shall find for a domain")
public final class DomainsResource {
    private final DnsService service;

    DomainsResource(DnsService service) {
        this.service = service;
    }

    @PUT
    @Operation(
            summary = "Say which edges the domain's SRV records shall name",
            description = "Changes no zone: plan and apply a cut-over for that. Omitted: port 5269, priority 10, weight"
                    + " 0, ttl 300; addresses are published with the host when they are given.")
    @APIResponseSchema(value = DomainView.class, responseCode = "200")
    public Response put(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable DomainBody body) {
        if (body == null) {
            throw Problem.badRequest("body", "it is empty: give zone and edges");
        }
        try {
            DesiredRecords records = body.records(DomainField.read("domain", domain));
            return answer(service.registry().put(records, version -> EntityTags.check(ifMatch, version)));
        } catch (InvalidRecords e) {
            throw Problem.badRequest(e.field(), e.reason());
        } catch (IOException e) {
            throw Problem.unavailable(e.getMessage() + "; nothing was changed");
        }
    }

    @GET
    @Operation(summary = "Get the records that are wanted for a domain")
    @APIResponseSchema(value = DomainView.class, responseCode = "200")
    public Response get(@PathParam("domain") String domain) {
        return answer(service.registry()
                .desired(DomainField.read("domain", domain))
                .orElseThrow(() -> Problem.notFound("desired record of \"" + domain + "\": PUT /domains/" + domain)));
    }

    private static Response answer(Registry.Desired desired) {
        return Response.ok(DomainView.of(desired))
                .tag(EntityTags.tag(desired.version()))
                .build();
    }
}
