package org.rehome.directory.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.pool.LocalDomain;
import org.rehome.directory.store.DomainStore;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Home pools of local domains.
@Path("/domains")
@Tag(name = "domains", description = "Which pool answers for a local domain itself, and for its subdomains")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class DomainsResource {
    private final DomainStore domains;

    DomainsResource(DomainStore domains) {
        this.domains = domains;
    }

    /// The home pool of a domain.
    @Schema(name = "DomainSettings")
    public record Body(
            @Schema(examples = "legacy", required = true) @Nullable
            String pool) {}

    /// A local domain.
    @Schema(name = "LocalDomain")
    public record View(
            @Schema(examples = "conference.example.test") Domain domain,
            @Schema(examples = "legacy") PoolName pool,

            @Schema(description = "also the ETag", examples = "3")
            long version)
            implements Answer.View {

        static View of(LocalDomain domain) {
            return new View(domain.domain(), domain.pool(), domain.version());
        }
    }

    @PUT
    @Path("/{domain}")
    @Operation(summary = "Set the home pool of a domain or subdomain")
    @APIResponseSchema(value = View.class, responseCode = "200", responseDescription = "Changed, or as it was")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "422", description = "There is no such pool, or it cannot answer for the domain")
    public RestResponse<View> put(
            @PathParam("domain") String domain,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable Body body) {
        Domain name = Given.parsed("domain", domain, Domain::parse);
        PoolName pool = Given.pool("pool", Given.required("body", body).pool());
        return Answer.of(domains.put(name, pool, Answer.ifMatch(ifMatch)), View::of, "/domains/{domain}", name);
    }

    @GET
    @Path("/{domain}")
    @Operation(summary = "Read the home pool of a domain")
    public RestResponse<View> get(@PathParam("domain") String domain) {
        Domain name = Given.parsed("domain", domain, Domain::parse);
        return Answer.found(
                domains.find(name).map(View::of).orElseThrow(() -> Problem.notFound("local domain \"" + name + "\"")));
    }

    @GET
    @Operation(summary = "List the local domains")
    public Page<View> list(@QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        Domain start = after == null ? null : Given.parsed("after", after, Domain::parse);
        return Answer.page(domains.list(start, size + 1), size, View::of, domain -> domain.domain()
                .name());
    }

    @DELETE
    @Path("/{domain}")
    @Operation(summary = "Remove a domain in which nobody has an account")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "409", description = "Users have their address in it, or it has changed")
    public RestResponse<View> delete(
            @PathParam("domain") String domain, @HeaderParam("If-Match") @Nullable String ifMatch) {
        Domain name = Given.parsed("domain", domain, Domain::parse);
        return Answer.of(domains.remove(name, Answer.ifMatch(ifMatch)), View::of, "/domains/{domain}", name);
    }
}
