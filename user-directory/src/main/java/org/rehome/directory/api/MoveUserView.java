package org.rehome.directory.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.directory.move.MoveUser;

/// One user's part in a move.
@Schema(name = "MoveUser")
public record MoveUserView(
        @Schema(examples = "alice@example.test") Jid user,
        @Schema(examples = "legacy") PoolName from,
        @Schema(examples = "new") PoolName to,

        @Schema(
                examples = "moved",
                enumeration = {"pending", "moving", "transferring", "moved", "failed", "cancelled", "skipped"})
        String state,

        @Schema(
                description = "why she failed or was skipped",
                examples = "no gateway has quiesced her lane within 30 s")
        @Nullable
        String reason,

        @Schema(description = "how long her lane was held", examples = "297") @Nullable
        Long holdMillis,

        @Schema(description = "account data that the pools' hooks have brought to her new pool; null when none have")
        @Nullable
        Transferred transferred) {

    /// How much of a user's account data was transferred.
    @Schema(name = "TransferredAccountData")
    public record Transferred(
            @Schema(description = "contacts and pending subscriptions", examples = "12")
            int roster,

            @Schema(description = "blocked addresses", examples = "1")
            int blocked,

            @Schema(description = "offline messages", examples = "3")
            int offline) {}

    static MoveUserView of(MoveUser user) {
        AccountData data = user.transferred();
        return new MoveUserView(
                user.user(),
                user.from(),
                user.to(),
                Answer.word(user.state()),
                user.reason(),
                user.holdMillis(),
                data == null ? null : new Transferred(data.roster(), data.blocked(), data.offline()));
    }
}
