package org.rehome.directory.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriBuilder;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.bus.DirectoryBus;
import org.rehome.directory.bus.Mover;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.store.MoveStart;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.store.MoveStore;
import org.rehome.directory.store.Outcome;
import org.rehome.directory.user.Selection;
import org.rehome.rest.Page;
import org.rehome.rest.PageLimit;
import org.rehome.rest.Problem;

/// Moves.
@Path("/moves")
@Tag(name = "moves", description = "Changes of users' homes, carried out in the background")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class MovesResource {
    private final MoveStart starts;
    private final MoveStore moves;
    private final MoveViews views;
    private final Mover mover;
    private final DirectoryBus bus;

    MovesResource(MoveStart starts, MoveStore moves, MoveViews views, Mover mover, DirectoryBus bus) {
        this.starts = starts;
        this.moves = moves;
        this.views = views;
        this.mover = mover;
        this.bus = bus;
    }

    /// Whom to move, exactly one of users, fromPool and all; and where to.
    @Schema(name = "MoveOrder")
    public record Body(
            @Schema(examples = "[\"alice@example.test\"]") @Nullable
            List<@Nullable String> users,

            @Schema(description = "everybody who lives there") @Nullable
            String fromPool,

            @Schema(description = "everybody who does not live on the target yet") @Nullable
            Boolean all,

            @Schema(examples = "new", required = true) @Nullable
            String target,

            @Schema(description = "begin although no gateway has a link to the target; recorded") @Nullable
            Boolean force,

            @Schema(description = "how many users leave per second at most; as many as can be moved by default")
            @Nullable
            Integer usersPerSecond) {

        Selection selection() {
            return Given.selection(users, "fromPool", fromPool, all);
        }
    }

    @POST
    @Operation(
            summary = "Move one user, a selection or everybody to a pool",
            description = "Answers when the move is written down; it goes on in the background. 409 when a user is in"
                    + " another move, 422 when the target is unknown or not linked, or nobody is left to move."
                    + " A dry run changes nothing, and answers what the move would do and all that stands in its way.")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = MoveView.class)))
    @APIResponse(
            responseCode = "200",
            description = "of a dry run",
            content = @Content(schema = @Schema(implementation = MovePreview.class)))
    @APIResponse(responseCode = "409", description = "A user is in another move")
    @APIResponse(
            responseCode = "422",
            description = "A user or pool is unknown, the target is not linked, or nobody is left to move")
    public RestResponse<Object> post(@Nullable Body body, @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
        Body given = Given.required("body", body);
        PoolName target = Given.pool("target", given.target());
        Selection selection = given.selection();
        Manner manner = manner(given.usersPerSecond(), Boolean.TRUE.equals(given.force()));
        requireReady();
        return dryRun
                ? RestResponse.ok(MovePreview.of(starts.preview(selection, target), manner))
                : begun(starts.forward(selection, target, manner));
    }

    @POST
    @Path("/{id}/reverse")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take a completed move back: bring each user whom it has moved to where she came from")
    @APIResponse(responseCode = "202", content = @Content(schema = @Schema(implementation = MoveView.class)))
    @APIResponse(
            responseCode = "200",
            description = "of a dry run",
            content = @Content(schema = @Schema(implementation = MovePreview.class)))
    @APIResponse(responseCode = "409", description = "It is running, or a user is in another move")
    @APIResponse(responseCode = "422", description = "A pool is gone or not linked, or nobody is left to move back")
    public RestResponse<Object> reverse(
            @PathParam("id") String id,
            @Parameter(description = "begin although no gateway has a link to a pool that users go back to")
                    @QueryParam("force")
                    @DefaultValue("false")
                    boolean force,
            @Parameter(description = "how many users leave per second at most") @QueryParam("usersPerSecond") @Nullable
                    Integer usersPerSecond,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
        Manner manner = manner(usersPerSecond, force);
        requireReady();
        return dryRun
                ? RestResponse.ok(MovePreview.of(Answer.done(starts.previewReverse(id)), manner))
                : begun(starts.reverse(id, manner));
    }

    private static Manner manner(@Nullable Integer usersPerSecond, boolean force) {
        return new Manner(usersPerSecond == null ? null : Given.positive("usersPerSecond", usersPerSecond), force);
    }

    private void requireReady() {
        if (!bus.isReady()) {
            throw Problem.unavailable("moves cannot begin yet: " + bus.state());
        }
    }

    private RestResponse<Object> begun(Outcome<Move> outcome) {
        Move move = Answer.done(outcome);
        mover.carryOut(move.id());
        return ResponseBuilder.<Object>create(RestResponse.Status.ACCEPTED)
                .location(UriBuilder.fromPath("/moves/{id}").build(move.id()))
                .entity(views.of(move))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a move and its progress")
    public MoveView get(@PathParam("id") String id) {
        return moves.find(id).map(views::of).orElseThrow(() -> Problem.notFound("move \"" + id + "\""));
    }

    @GET
    @Operation(summary = "List the moves, the newest first")
    public Page<MoveView> list(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        return Answer.page(moves.list(after, size + 1), size, views::of, Move::id);
    }

    @GET
    @Path("/{id}/users")
    @Operation(summary = "List the users of a move by address")
    public Page<MoveUserView> users(
            @PathParam("id") String id,
            @Parameter(description = "pending, moving, transferring, moved, failed, cancelled or skipped")
                    @QueryParam("state")
                    @Nullable
                    String state,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        MoveUser.State only = state == null ? null : state(state);
        if (moves.find(id).isEmpty()) {
            throw Problem.notFound("move \"" + id + "\"");
        }
        return Answer.page(moves.users(id, only, after, size + 1), size, MoveUserView::of, user -> user.user()
                .toString());
    }

    private static MoveUser.State state(String text) {
        return Arrays.stream(MoveUser.State.values())
                .filter(state -> Answer.word(state).equals(text))
                .findAny()
                .orElseThrow(() -> Problem.badRequest(
                        "state",
                        "\"" + text + "\" is none of "
                                + Arrays.stream(MoveUser.State.values())
                                        .map(Answer::word)
                                        .toList()));
    }
}
