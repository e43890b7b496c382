package org.rehome.directory.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
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
        Long holdMillis) {

    static MoveUserView of(MoveUser user) {
        return new MoveUserView(
                user.user(), user.from(), user.to(), Answer.word(user.state()), user.reason(), user.holdMillis());
    }
}
