package org.rehome.directory.api;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.PoolName;

/// A move and how far it is.
@Schema(name = "Move")
public record MoveView(
        @Schema(examples = "019ab2c4-7d1e-7c53-9a44-0f6a52c3e1b7")
        String id,

        @Schema(description = "where the users go; of a reverse, where most of them go back to", examples = "new")
        PoolName target,

        @Schema(
                examples = "running",
                enumeration = {"running", "paused", "cancelling", "completed", "completed-with-failures", "cancelled"})
        String state,

        @Schema(description = "users to move, without the skipped ones")
        int total,

        @Schema(description = "users who have not left") int pending,

        @Schema(description = "users whose lanes are being quiesced")
        int moving,

        @Schema(description = "users whose account data is being transferred")
        int transferring,

        int moved,
        int failed,

        @Schema(description = "users who had not left when the move was cancelled")
        int cancelled,

        @Schema(description = "users for whom there was nothing to do")
        int skipped,

        @Schema(description = "how many users leave per second at most; null for as many as can be moved") @Nullable
        Integer usersPerSecond,

        @Schema(description = "a missing precondition was overridden")
        boolean forced,

        @Schema(description = "the move that this one takes back") @Nullable
        String reverses,

        Instant startedAt,
        @Nullable Instant completedAt,

        @Schema(description = "users per second: while it runs over the last ten seconds, then the mean")
        double perSecond,

        @Schema(description = "null unless users are arriving") @Nullable
        Long secondsLeft,

        @Schema(description = "null unless users are arriving") @Nullable
        Instant estimatedEnd,

        @Schema(description = "how long lanes were held so far; null while nobody has arrived") @Nullable
        Hold holdMillis) {

    /// @param p50 half of the lanes were held so long at most
    /// @param p99 99 % of the lanes were held so long at most
    @Schema(name = "MoveHold")
    public record Hold(long p50, long p99) {}
}
