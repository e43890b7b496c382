package org.rehome.directory.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.policy.Policy;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.store.Grants;
import org.rehome.directory.store.Outcome;
import org.rehome.directory.store.PolicyStore;
import org.rehome.directory.user.Selection;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Access policies and their grants.
@Path("/policies")
@Tag(
        name = "policies",
        description = "Who may federate: the nearest of the user's own, the pool's and the global policy applies")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class PoliciesResource {
    private final PolicyStore policies;
    private final Grants grants;

    PoliciesResource(PolicyStore policies, Grants grants) {
        this.policies = policies;
        this.grants = grants;
    }

    /// What a policy says.
    @Schema(name = "PolicySettings")
    public record Body(
            @Schema(examples = "staff") @Nullable String description,

            @Schema(description = "may federate at all; precondition of the next; default false", examples = "true")
            @Nullable
            Boolean enableFederationAccess,

            @Schema(description = "may talk to XMPP partners; default false", examples = "true") @Nullable
            Boolean enableXmppAccess) {

        Policy.Settings settings() {
            return Given.parsed(
                    "description",
                    this,
                    given -> new Policy.Settings(
                            description,
                            Boolean.TRUE.equals(enableFederationAccess),
                            Boolean.TRUE.equals(enableXmppAccess)));
        }
    }

    /// A policy.
    @Schema(name = "Policy")
    public record View(
            @Schema(examples = "global") String policy,

            @Schema(examples = "what applies to everybody") @Nullable
            String description,

            @Schema(examples = "true") boolean enableFederationAccess,
            @Schema(examples = "true") boolean enableXmppAccess,

            @Schema(description = "also the ETag", examples = "3")
            long version)
            implements Answer.View {

        static View of(Policy policy) {
            Policy.Settings settings = policy.settings();
            return new View(
                    policy.id().toString(),
                    settings.description(),
                    settings.enableFederationAccess(),
                    settings.enableXmppAccess(),
                    policy.version());
        }
    }

    /// Who is concerned: exactly one of the three.
    @Schema(name = "GrantSelection")
    public record Whom(
            @Schema(examples = "[\"alice@example.test\"]") @Nullable
            List<@Nullable String> users,

            @Schema(description = "everybody who lives there") @Nullable
            String pool,

            @Nullable Boolean all) {

        Selection selection() {
            return Given.selection(users, "pool", pool, all);
        }
    }

    /// How many users a grant has changed.
    @Schema(name = "Granted")
    public record Granted(
            @Schema(examples = "20") int changed,
            @Schema(examples = "1") int unchanged) {}

    @PUT
    @Path("/{id}")
    @Operation(
            summary = "Write a policy",
            description =
                    "global applies to everybody, pool:<pool> to the pool's users, any other name to those to whom"
                            + " it is granted.")
    @APIResponseSchema(value = View.class, responseCode = "200", responseDescription = "Changed, or as it was")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "422", description = "There is no such pool")
    public RestResponse<View> put(
            @PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable Body body) {
        PolicyId policy = id(id);
        Policy.Settings settings = Given.required("body", body).settings();
        return Answer.of(policies.put(policy, settings, Answer.ifMatch(ifMatch)), View::of, "/policies/{id}", policy);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a policy")
    public RestResponse<View> get(@PathParam("id") String id) {
        PolicyId policy = id(id);
        return Answer.found(
                policies.find(policy).map(View::of).orElseThrow(() -> Problem.notFound("policy \"" + policy + "\"")));
    }

    @GET
    @Operation(summary = "List the policies")
    public Page<View> list(@QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        return Answer.page(policies.list(after, size + 1), size, View::of, policy -> policy.id()
                .toString());
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Remove a policy that is granted to nobody; global is reset to its defaults instead")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponseSchema(value = View.class, responseCode = "200", responseDescription = "Reset: the global policy")
    @APIResponse(responseCode = "409", description = "It is granted to users, or has changed")
    public RestResponse<View> delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        PolicyId policy = id(id);
        Outcome<Policy> outcome = policies.remove(policy, Answer.ifMatch(ifMatch));
        return Answer.of(outcome, View::of, "/policies/{id}", policy);
    }

    @POST
    @Path("/{name}/grant")
    @Operation(summary = "Grant a policy to users; it takes the place of the one that they had")
    @APIResponseSchema(value = Granted.class, responseCode = "200")
    @APIResponse(responseCode = "422", description = "A user or the pool is unknown")
    public Granted grant(@PathParam("name") String name, @Nullable Whom whom) {
        return granted(grants.grant(named(name), Given.required("body", whom).selection()));
    }

    @POST
    @Path("/{name}/revoke")
    @Operation(summary = "Take a policy from those of the users who have it")
    @APIResponseSchema(value = Granted.class, responseCode = "200")
    @APIResponse(responseCode = "422", description = "A user or the pool is unknown")
    public Granted revoke(@PathParam("name") String name, @Nullable Whom whom) {
        return granted(grants.revoke(named(name), Given.required("body", whom).selection()));
    }

    private static Granted granted(Outcome<Grants.Granted> outcome) {
        Grants.Granted now = Answer.done(outcome);
        return new Granted(now.changed(), now.unchanged());
    }

    private static PolicyId id(String text) {
        return Given.parsed("id", text, PolicyId::parse);
    }

    private static PolicyId.Named named(String text) {
        return Given.parsed("name", text, given -> {
            if (id(given) instanceof PolicyId.Named named) {
                return named;
            }
            throw new IllegalArgumentException(
                    "policy \"" + given + "\" applies by itself: only policies with a name of their own are granted");
        });
    }
}
