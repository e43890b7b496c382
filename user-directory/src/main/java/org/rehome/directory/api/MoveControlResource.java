package org.rehome.directory.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.directory.bus.Mover;
import org.rehome.directory.move.Move;
import org.rehome.directory.store.MoveControl;
import org.rehome.directory.store.Outcome;

/// What operators want of a running move. Each of these can be asked for again, holds after a restart, and is
/// refused with 409 when the move is completed.
@Path("/moves/{id}")
@Tag(name = "moves")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public final class MoveControlResource {
    private final MoveControl control;
    private final MoveViews views;
    private final Mover mover;

    MoveControlResource(MoveControl control, MoveViews views, Mover mover) {
        this.control = control;
        this.views = views;
        this.mover = mover;
    }

    /// How fast a move goes at most.
    @Schema(name = "MoveRate")
    public record Body(
            @Schema(description = "how many users leave per second at most", examples = "50", required = true) @Nullable
            Integer usersPerSecond) {}

    @POST
    @Path("/pause")
    @Operation(summary = "Pause a move: nobody leaves; who is on her way arrives")
    public MoveView pause(@PathParam("id") String id) {
        return steered(control.pause(id));
    }

    @POST
    @Path("/resume")
    @Operation(summary = "Resume a paused move")
    public MoveView resume(@PathParam("id") String id) {
        return steered(control.resume(id));
    }

    @POST
    @Path("/cancel")
    @Operation(
            summary = "Cancel a move: who has not left stays for good; who is on her way arrives",
            description = "Its state is cancelling, and cancelled when all are done with. POST /moves/{id}/reverse"
                    + " brings back those whom it had moved.")
    public MoveView cancel(@PathParam("id") String id) {
        return steered(control.cancel(id));
    }

    @PUT
    @Path("/rate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Limit how many users of a move leave per second, from now on")
    public MoveView limit(@PathParam("id") String id, @Nullable Body body) {
        Integer perSecond = Given.required("body", body).usersPerSecond();
        return steered(
                control.limit(id, Given.positive("usersPerSecond", Given.required("usersPerSecond", perSecond))));
    }

    @DELETE
    @Path("/rate")
    @Operation(summary = "Let as many users of a move leave as can be moved, from now on")
    public MoveView unlimit(@PathParam("id") String id) {
        return steered(control.limit(id, null));
    }

    private MoveView steered(Outcome<Move> outcome) {
        Move move = Answer.done(outcome);
        mover.carryOut(move.id());
        return views.of(move);
    }
}
