package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.rest.Problem;

/// Whose outbound traffic to an enabled partner goes by an edge.
@Schema(name = "Rollout")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutBody(
        @Schema(description = "Bare addresses of users", examples = "[\"alice@example.test\"]") @Nullable
        List<Jid> users,

        @Schema(description = "And so many of a hundred of all users, always the same ones", examples = "10") @Nullable
        Integer percent) {
    private static final int MAX_USERS = 1_000;
    private static final int EVERYBODY = 100;

    static @Nullable RolloutBody of(@Nullable Rollout rollout) {
        return rollout == null ? null : new RolloutBody(rollout.users(), rollout.percent());
    }

    /// Empty for everybody.
    ///
    /// @throws Problem 400 that names what is wrong
    static Optional<Rollout> checked(@Nullable RolloutBody body) {
        if (body == null) {
            return Optional.empty();
        }
        List<Jid> users = body.users() == null ? List.of() : body.users();
        if (body.percent() == null && users.isEmpty()) {
            throw Problem.badRequest("rollout", "it names neither users nor percent: leave it out for everybody");
        }
        int percent = body.percent() == null ? 0 : body.percent();
        if (percent < 0 || percent > EVERYBODY) {
            throw Problem.badRequest("rollout.percent", percent + " is not from 0 to " + EVERYBODY);
        }
        if (users.size() > MAX_USERS) {
            throw Problem.badRequest("rollout.users", "there are more than " + MAX_USERS + ": use percent");
        }
        for (Jid user : users) {
            if (!user.isBare() || !user.hasLocalpart()) {
                throw Problem.badRequest("rollout.users", user + " is no bare address of a user");
            }
        }
        return percent == EVERYBODY ? Optional.empty() : Optional.of(new Rollout(users, percent));
    }
}
