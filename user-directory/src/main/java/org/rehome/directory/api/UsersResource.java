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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.policy.EffectivePolicy;
import org.rehome.directory.policy.Policy;
import org.rehome.directory.policy.PolicyId;
import org.rehome.directory.store.UserStore;
import org.rehome.directory.user.Home;
import org.rehome.directory.user.User;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Users, one by one. Many at once: {@link UserImportResource}.
@Path("/users")
@Tag(name = "users", description = "Local users and their homes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class UsersResource {
    private final UserStore users;

    UsersResource(UserStore users) {
        this.users = users;
    }

    /// What an operator says about a user.
    @Schema(name = "UserSettings")
    public record Body(
            @Schema(description = "where she lives; a move changes it", examples = "legacy", required = true) @Nullable
            String pool,

            @Schema(description = "the access policy granted to her; null takes it away") @Nullable
            String policy) {}

    /// A user.
    @Schema(name = "User")
    public record View(
            @Schema(examples = "alice@example.test") Jid jid,

            @Schema(description = "where she lives; while she moves, the pool that she leaves", examples = "legacy")
            PoolName pool,

            @Schema(description = "rises with every change of her home", examples = "2")
            long epoch,

            @Schema(
                    examples = "moving",
                    enumeration = {"homed", "moving"})
            String state,

            @Schema(description = "the access policy granted to her", examples = "staff") @Nullable
            String policy,

            @Schema(description = "while she moves, where to", examples = "new") @Nullable
            PoolName movingTo,

            @Schema(description = "while she moves, in which move", examples = "019ab2c4-7d1e-7c53-9a44-0f6a52c3e1b7")
            @Nullable
            String move,

            @Schema(description = "also the ETag", examples = "3")
            long version)
            implements Answer.View {

        static View of(User user) {
            String policy = user.policy() == null ? null : user.policy().name();
            return switch (user.home()) {
                case Home.Homed(var pool, var epoch) ->
                    new View(user.jid(), pool, epoch, "homed", policy, null, null, user.version());
                case Home.Moving(var from, var to, var epoch, var move) ->
                    new View(user.jid(), from, epoch, "moving", policy, to, move, user.version());
            };
        }
    }

    /// The policy that applies to a user.
    @Schema(name = "EffectivePolicy")
    public record EffectiveView(
            Jid user,

            @Schema(
                    description = "where the policy comes from",
                    examples = "global",
                    enumeration = {"user", "pool", "global"})
            String scope,

            @Schema(examples = "global") String policy,
            @Schema(examples = "true") boolean enableFederationAccess,
            @Schema(examples = "true") boolean enableXmppAccess,

            @Schema(description = "both: she may talk to XMPP partners", examples = "true")
            boolean admitsXmpp) {

        static EffectiveView of(Jid user, EffectivePolicy effective) {
            Policy policy = effective.policy();
            return new EffectiveView(
                    user,
                    Answer.word(effective.scope()),
                    policy.id().toString(),
                    policy.settings().enableFederationAccess(),
                    policy.settings().enableXmppAccess(),
                    policy.admitsXmpp());
        }
    }

    @PUT
    @Path("/{jid}")
    @Operation(
            summary = "Create a user, or change her policy",
            description = "409 when she lives on another pool: POST /moves brings her to a pool.")
    @APIResponseSchema(value = View.class, responseCode = "200", responseDescription = "Changed, or as it was")
    @APIResponse(responseCode = "201", description = "Created")
    @APIResponse(responseCode = "409", description = "She lives on another pool, or has changed")
    @APIResponse(
            responseCode = "422",
            description = "The pool or policy is unknown, or the pool does not serve her domain")
    public RestResponse<View> put(
            @PathParam("jid") String jid, @HeaderParam("If-Match") @Nullable String ifMatch, @Nullable Body body) {
        Jid user = Given.user("jid", jid);
        Body given = Given.required("body", body);
        PoolName pool = Given.pool("pool", given.pool());
        PolicyId.Named policy =
                given.policy() == null ? null : Given.parsed("policy", given.policy(), PolicyId.Named::new);
        return Answer.of(users.put(user, pool, policy, Answer.ifMatch(ifMatch)), View::of, "/users/{jid}", user);
    }

    @GET
    @Path("/{jid}")
    @Operation(summary = "Read a user")
    public RestResponse<View> get(@PathParam("jid") String jid) {
        Jid user = Given.user("jid", jid);
        return Answer.found(users.find(user).map(View::of).orElseThrow(() -> missing(user)));
    }

    @GET
    @Operation(summary = "List users by address")
    public Page<View> list(
            @Parameter(description = "only those who live there") @QueryParam("pool") @Nullable String pool,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        PoolName only = pool == null ? null : Given.pool("pool", pool);
        return Answer.page(users.list(only, after, size + 1), size, View::of, user -> user.jid()
                .toString());
    }

    @DELETE
    @Path("/{jid}")
    @Operation(summary = "Remove a user who is not moving")
    @APIResponse(responseCode = "204", description = "Removed")
    @APIResponse(responseCode = "409", description = "She is moving, or has changed")
    public RestResponse<View> delete(@PathParam("jid") String jid, @HeaderParam("If-Match") @Nullable String ifMatch) {
        Jid user = Given.user("jid", jid);
        return Answer.of(users.remove(user, Answer.ifMatch(ifMatch)), View::of, "/users/{jid}", user);
    }

    @GET
    @Path("/{jid}/policy")
    @Operation(summary = "Read the policy that applies to a user: her own, else her pool's, else the global one")
    public EffectiveView policy(@PathParam("jid") String jid) {
        Jid user = Given.user("jid", jid);
        return users.effectivePolicy(user)
                .map(effective -> EffectiveView.of(user, effective))
                .orElseThrow(() -> missing(user));
    }

    private static Problem missing(Jid user) {
        return Problem.notFound("user \"" + user + "\"");
    }
}
