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

        @Schema(description = "users to move, without the skipped ones", examples = "20")
        int total,

        @Schema(description = "users who have not left", examples = "6")
        int pending,

        @Schema(description = "users whose lanes are being quiesced", examples = "2")
        int moving,

        @Schema(description = "users whose account data is being transferred", examples = "0")
        int transferring,

        @Schema(examples = "12") int moved,
        @Schema(examples = "0") int failed,

        @Schema(description = "users who had not left when the move was cancelled", examples = "0")
        int cancelled,

        @Schema(description = "users for whom there was nothing to do", examples = "1")
        int skipped,

        @Schema(
                description = "how many users leave per second at most; null for as many as can be moved",
                examples = "500")
        @Nullable
        Integer usersPerSecond,

        @Schema(description = "a missing precondition was overridden", examples = "false")
        boolean forced,

        @Schema(description = "the move that this one takes back", examples = "019ab2c4-11f0-7a3e-8d52-5b1c9e07f4aa")
        @Nullable
        String reverses,

        Instant startedAt,
        @Nullable Instant completedAt,

        @Schema(
                description = "users per second: while it runs over the last ten seconds, then the mean",
                examples = "21.5")
        double perSecond,

        @Schema(description = "null unless users are arriving", examples = "4") @Nullable
        Long secondsLeft,

        @Schema(description = "null unless users are arriving") @Nullable
        Instant estimatedEnd,

        @Schema(description = "how long lanes were held so far; null while nobody has arrived") @Nullable
        Hold holdMillis) {

    /// @param p50 half of the lanes were held so long at most
    /// @param p99 99 % of the lanes were held so long at most
    @Schema(name = "MoveHold")
    public record Hold(
            @Schema(examples = "94") long p50,
            @Schema(examples = "326") long p99) {}
}
