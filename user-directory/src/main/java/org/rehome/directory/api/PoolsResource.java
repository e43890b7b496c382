package org.rehome.directory.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.directory.DirectoryConfig;
import org.rehome.directory.pool.Pool;
import org.rehome.directory.socket.ComponentPort;
import org.rehome.directory.store.PoolStore;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Pools.
@Path("/pools")
@Tag(name = "pools", description = "Where local users live")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class PoolsResource {
    private final PoolStore pools;
    private final DirectoryConfig config;

    PoolsResource(PoolStore pools, DirectoryConfig config) {
        this.pools = pools;
        this.config = config;
    }

    /// What an operator says about a pool.
    @Schema(name = "PoolSettings")
    public record Body(
            @Schema(examples = "the server that we leave") @Nullable
            String description,

            @Schema(
                    description = "domains whose users can live there",
                    examples = "[\"example.test\"]",
                    required = true)
            @Nullable
            List<Domain> domains,

            @Schema(description = "true for the server that the organisation is leaving; default false") @Nullable
            Boolean legacy,

            @Schema(required = true) @Nullable LinkBody link,

            @Schema(
                    description = "host:port to which clients of users who have moved here are sent; default none",
                    examples = "new.example.test:5222")
            @Nullable
            String clientAddress) {

        Pool.Settings settings() {
            List<Domain> served = Given.required("domains", domains);
            Link attached = Given.required("link", link).link();
            if (clientAddress != null) {
                Given.parsed("clientAddress", clientAddress, Pool.Settings::hostAndPort);
            }
            return Given.parsed(
                    "domains",
                    served,
                    given -> new Pool.Settings(
                            description, given, Boolean.TRUE.equals(legacy), attached, clientAddress));
        }
    }

    /// How the gateway attaches to the pool.
    @Schema(name = "LinkSettings")
    public record LinkBody(
            @Schema(
                    description = "component, or hook where the pool's server has one",
                    examples = "component",
                    defaultValue = "component",
                    enumeration = {"component", "hook"})
            @Nullable
            String kind,

            @Schema(examples = "127.0.0.1", required = true) @Nullable
            String host,

            @Schema(
                    description = "port of the listener whose sender checks are off",
                    examples = "5347",
                    required = true)
            @Nullable
            Integer injectionPort,

            @Schema(
                    description = "port of the listener for partners' domains; default the same. A hook has none",
                    examples = "5347")
            @Nullable
            Integer capturePort,

            @Schema(description = "default <gateway id>.<first domain>", examples = "gw.example.test") @Nullable
            String injectionName,

            @Schema(description = "name of the component secret in the gateway's configuration", examples = "legacy")
            @Nullable
            String secret) {

        Link link() {
            int injection = Given.port("link.injectionPort", injectionPort);
            Integer capture = capturePort == null ? null : Given.port("link.capturePort", capturePort);
            String name = injectionName == null
                    ? null
                    : Given.parsed("link.injectionName", injectionName, Domain::parse)
                            .name();
            String named = Given.text("link.secret", secret);
            String at = Given.text("link.host", host);
            String asked = kind == null ? Link.COMPONENT : kind;
            return Given.parsed(
                    asked.equals(Link.HOOK) ? "link.capturePort" : "link.kind",
                    asked,
                    given -> new Link(given, at, injection, capture, name, named));
        }
    }

    /// How the gateway attaches to the pool, defaults filled in.
    @Schema(name = "Link")
    public record LinkView(
            @Schema(examples = "component") String kind,
            @Schema(examples = "127.0.0.1") String host,
            @Schema(examples = "5347") int injectionPort,

            @Schema(description = "null for a hook", examples = "5347") @Nullable
            Integer capturePort,

            @Schema(examples = "gw.example.test") @Nullable String injectionName,

            @Schema(description = "name of the component secret, never the secret", examples = "legacy")
            String secret) {

        static LinkView of(Link link) {
            return new LinkView(
                    link.kind(),
                    link.host(),
                    link.injectionPort(),
                    link.capturePort(),
                    link.injectionName(),
                    link.secret());
        }
    }

    /// A pool.
    @Schema(name = "Pool")
    public record View(
            @Schema(examples = "legacy") PoolName pool,

            @Schema(examples = "the server that we leave") @Nullable
            String description,

            @Schema(examples = "[\"example.test\"]") List<Domain> domains,
            @Schema(examples = "true") boolean legacy,
            LinkView link,

            @Schema(
                    description = "where clients of users who have moved here are sent",
                    examples = "new.example.test:5222")
            @Nullable
            String clientAddress,

            @Schema(description = "registered although its component port did not answer", examples = "false")
            boolean forced,

            @Schema(description = "also the ETag", examples = "3")
            long version)
            implements Answer.View {

        static View of(Pool pool) {
            Pool.Settings settings = pool.settings();
            return new View(
                    pool.name(),
                    settings.description(),
                    settings.domains(),
                    settings.legacy(),
                    LinkView.of(settings.link()),
                    settings.clientAddress(),
                    pool.forced(),
                    pool.version());
        }
    }

    @PUT
    @Path("/{pool}")
    @Operation(
            summary = "Register a pool, or change one",
            description = "422 when its component port does not answer, except with force=true. A domain that no pool"
                    + " had gets it as its home pool.")
    @APIResponseSchema(value = View.class, responseCode = "200", responseDescription = "Changed, or as it was")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "409", description = "It has changed, or users live where it no longer would serve")
    @APIResponse(responseCode = "422", description = "Its component port does not answer")
    public RestResponse<View> put(
            @PathParam("pool") String pool,
            @Parameter(description = "register it although its component port does not answer")
                    @QueryParam("force")
                    @DefaultValue("false")
                    boolean force,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @Nullable Body body) {
        PoolName name = Given.pool("pool", pool);
        Pool.Settings settings = Given.required("body", body).settings();
        Optional<String> silent = silence(name, settings.link());
        if (silent.isPresent() && !force) {
            throw Problem.unprocessable(
                    "link",
                    "the component port does not answer: " + silent.get() + "; ?force=true registers the pool"
                            + " nevertheless");
        }
        return Answer.of(
                pools.put(name, settings, silent.isPresent(), Answer.ifMatch(ifMatch)),
                View::of,
                "/pools/{pool}",
                name);
    }

    /// Why the port does not answer; empty when it does, or when that was seen before.
    private Optional<String> silence(PoolName name, Link link) {
        boolean seen = pools.find(name)
                .filter(pool -> !pool.forced() && pool.settings().link().equals(link))
                .isPresent();
        return seen
                ? Optional.empty()
                : ComponentPort.probe(
                        link.host(), link.injectionPort(), config.directory().probeLimit());
    }

    @GET
    @Path("/{pool}")
    @Operation(summary = "Read a pool")
    public RestResponse<View> get(@PathParam("pool") String pool) {
        PoolName name = Given.pool("pool", pool);
        return Answer.found(
                pools.find(name).map(View::of).orElseThrow(() -> Problem.notFound("pool \"" + name + "\"")));
    }

    @GET
    @Operation(summary = "List the pools")
    public Page<View> list(@QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        PoolName start = after == null ? null : Given.pool("after", after);
        return Answer.page(
                pools.list(start, size + 1), size, View::of, pool -> pool.name().value());
    }

    @DELETE
    @Path("/{pool}")
    @Operation(summary = "Remove a pool that has no users and is the home of no domain")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "409", description = "It has users, is the home of a domain, or has changed")
    public RestResponse<View> delete(
            @PathParam("pool") String pool, @HeaderParam("If-Match") @Nullable String ifMatch) {
        PoolName name = Given.pool("pool", pool);
        return Answer.of(pools.remove(name, Answer.ifMatch(ifMatch)), View::of, "/pools/{pool}", name);
    }
}
