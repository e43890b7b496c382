package org.rehome.gateway.api;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.gateway.hook.PresenceRepair;
import org.rehome.gateway.hook.PresenceRepair.Outcome;
import org.rehome.gateway.hook.PresenceRepair.Place;
import org.rehome.rest.Problem;
import org.rehome.xmpp.hook.HookAnswer;

/// The presence of one user, and of her contacts.
@Path("/users/{jid}/presence")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "presence", description = "Presence that may be stale is asked for anew")
public class PresenceResource {
    private final RunningGateway gateway;

    PresenceResource(RunningGateway gateway) {
        this.gateway = gateway;
    }

    /// What her pool has done.
    @Schema(name = "UserPresenceRepair")
    public record Repaired(
            @Schema(description = "The user", examples = "user1@example.test")
            Jid user,

            @Schema(description = "Her pool, whose server knows her roster", examples = "new")
            PoolName pool,

            @Schema(description = "How many contacts were asked for their presence", examples = "12")
            long asked,

            @Schema(description = "How many contacts were told of hers", examples = "11")
            long told) {}

    @POST
    @Path("/repair")
    @Operation(
            summary = "Have the presence of a user and of her contacts elsewhere said anew",
            description = "Her pool's server sends probes to the contacts at other domains, and to colleagues on other"
                    + " pools, whose presence she sees, and her presence to those who see hers. It may be asked for"
                    + " again.")
    @APIResponseSchema(value = Repaired.class, responseCode = "200", responseDescription = "Her pool has sent it")
    @APIResponse(responseCode = "404", description = "The directory does not know the user")
    @APIResponse(responseCode = "409", description = "She is moving: her contacts hear of her when she arrives")
    @APIResponse(
            responseCode = "422",
            description = "Her pool has no hook, or one that does not know this, or no account of hers")
    @APIResponse(responseCode = "503", description = "The link to her pool is not open")
    public Repaired repair(@PathParam("jid") String jid) {
        Jid user = user(jid);
        PresenceRepair repair = gateway.get().presenceRepair();
        return switch (repair.place(user)) {
            case Place.Unknown _ -> throw Problem.notFound("user \"" + user + "\"");
            case Place.Moving(var from, var to) ->
                throw Problem.conflict(
                        user + " is moving from pool " + from + " to " + to
                                + ": her contacts hear of her when she arrives; ask again then, if need be",
                        null);
            case Place.NoHook(var pool) -> throw noHook(pool, "it has none, its link is of kind component");
            case Place.At(var pool) -> done(user, pool, ask(repair, pool, user));
        };
    }

    private static Jid user(String text) {
        Jid user = Jid.parse(text);
        if (!user.isBare() || !user.hasLocalpart()) {
            throw Problem.badRequest("jid", user + " is not a bare address of a user");
        }
        return user;
    }

    private static Outcome ask(PresenceRepair repair, PoolName pool, Jid user) {
        try {
            return repair.ask(pool, List.of(user), List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("the gateway is stopping");
        }
    }

    private static Repaired done(Jid user, PoolName pool, Outcome outcome) {
        HookAnswer.UserRepair said =
                switch (outcome) {
                    case Outcome.Answered(var users) when users.size() == 1 -> users.getFirst();
                    case Outcome.Answered _ ->
                        throw Problem.badGateway("the hook of pool " + pool + " does not answer for " + user);
                    case Outcome.Refused(var failed) -> throw noHook(pool, failed.reason());
                    case Outcome.Later(String reason) ->
                        throw Problem.unavailable(reason + "; see GET /links, and ask again");
                };
        return switch (said.state()) {
            case "done" -> new Repaired(user, pool, said.asked(), said.told());
            case "away" ->
                throw Problem.conflict(
                        "the hook of pool " + pool + " has not heard yet that " + user + " lives there: ask again",
                        null);
            case "unknown" ->
                throw Problem.unprocessable(
                        "account", user + " has no account on pool " + pool + ": create it there, and ask again");
            default ->
                throw Problem.badGateway("the hook of pool " + pool + " says \"" + said.state() + "\" of " + user);
        };
    }

    static Problem noHook(PoolName pool, String reason) {
        return Problem.unprocessable(
                "hook",
                "only a hook of this version can do it, and of pool " + pool + ": " + reason
                        + ". Install pool-hooks/ on its server, and let its link be of kind hook; or let the clients"
                        + " log in again");
    }
}
