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
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.directory.bus.DirectoryBus;
import org.rehome.directory.bus.Mover;
import org.rehome.directory.move.Move;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.store.MoveStart;
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
    private final Mover mover;
    private final DirectoryBus bus;

    MovesResource(MoveStart starts, MoveStore moves, Mover mover, DirectoryBus bus) {
        this.starts = starts;
        this.moves = moves;
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
            Boolean force) {

        Selection selection() {
            return Given.selection(users, "fromPool", fromPool, all);
        }
    }

    /// A move and how far it is.
    @Schema(name = "Move")
    public record View(
            @Schema(examples = "019ab2c4-7d1e-7c53-9a44-0f6a52c3e1b7")
            String id,

            @Schema(description = "where the users go; of a reverse, where most of them go back to", examples = "new")
            PoolName target,

            @Schema(
                    examples = "running",
                    enumeration = {"running", "completed", "completed-with-failures"})
            String state,

            @Schema(description = "users to move, without the skipped ones")
            int total,

            int moved,
            int failed,

            @Schema(description = "users for whom there was nothing to do")
            int skipped,

            @Schema(description = "a missing precondition was overridden")
            boolean forced,

            @Schema(description = "the move that this one takes back") @Nullable
            String reverses,

            Instant startedAt,
            @Nullable Instant completedAt,

            @Schema(description = "users per second: while it runs over the last ten seconds, then the mean")
            double perSecond) {}

    /// One user's part in a move.
    @Schema(name = "MoveUser")
    public record UserView(
            @Schema(examples = "alice@example.test") Jid user,
            @Schema(examples = "legacy") PoolName from,
            @Schema(examples = "new") PoolName to,

            @Schema(
                    examples = "moved",
                    enumeration = {"pending", "moving", "moved", "failed", "skipped"})
            String state,

            @Schema(description = "why she failed or was skipped") @Nullable
            String reason,

            @Schema(description = "how long her lane was held") @Nullable
            Long holdMillis) {

        static UserView of(MoveUser user) {
            return new UserView(
                    user.user(), user.from(), user.to(), Answer.word(user.state()), user.reason(), user.holdMillis());
        }
    }

    @POST
    @Operation(
            summary = "Move one user, a selection or everybody to a pool",
            description = "Answers when the move is written down; it goes on in the background. 409 when a user is in"
                    + " another move, 422 when the target is unknown or not linked, or nobody is left to move.")
    public RestResponse<View> post(@Nullable Body body) {
        Body given = Given.required("body", body);
        PoolName target = Given.pool("target", given.target());
        Selection selection = given.selection();
        requireReady();
        return begun(starts.forward(selection, target, Boolean.TRUE.equals(given.force())));
    }

    @POST
    @Path("/{id}/reverse")
    @Consumes(MediaType.WILDCARD)
    @Operation(summary = "Take a completed move back: bring each user whom it has moved to where she came from")
    public RestResponse<View> reverse(
            @PathParam("id") String id,
            @Parameter(description = "begin although no gateway has a link to a pool that users go back to")
                    @QueryParam("force")
                    @DefaultValue("false")
                    boolean force) {
        requireReady();
        return begun(starts.reverse(id, force));
    }

    private void requireReady() {
        if (!bus.isReady()) {
            throw Problem.unavailable("moves cannot begin yet: " + bus.state());
        }
    }

    private RestResponse<View> begun(Outcome<Move> outcome) {
        Move move = Answer.done(outcome);
        mover.carryOut(move.id());
        return ResponseBuilder.<View>create(RestResponse.Status.ACCEPTED)
                .location(UriBuilder.fromPath("/moves/{id}").build(move.id()))
                .entity(view(move))
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a move and its progress")
    public View get(@PathParam("id") String id) {
        return moves.find(id).map(this::view).orElseThrow(() -> Problem.notFound("move \"" + id + "\""));
    }

    @GET
    @Operation(summary = "List the moves, the newest first")
    public Page<View> list(@QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        return Answer.page(moves.list(after, size + 1), size, this::view, Move::id);
    }

    @GET
    @Path("/{id}/users")
    @Operation(summary = "List the users of a move by address")
    public Page<UserView> users(
            @PathParam("id") String id,
            @Parameter(description = "pending, moving, moved, failed or skipped") @QueryParam("state") @Nullable
                    String state,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        MoveUser.State only = state == null ? null : state(state);
        if (moves.find(id).isEmpty()) {
            throw Problem.notFound("move \"" + id + "\"");
        }
        return Answer.page(moves.users(id, only, after, size + 1), size, UserView::of, user -> user.user()
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

    private View view(Move move) {
        Move.Counts counts = move.counts();
        double rate = move.state() == Move.State.RUNNING ? mover.perSecond(move.id()) : move.meanPerSecond();
        return new View(
                move.id(),
                move.target(),
                Answer.word(move.state()),
                counts.total(),
                counts.moved(),
                counts.failed(),
                counts.skipped(),
                move.forced(),
                move.reverses(),
                move.startedAt(),
                move.completedAt(),
                Math.round(rate * 10) / 10.0);
    }
}
