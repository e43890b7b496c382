package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.HeldStanza;
import org.rehome.contracts.address.Jid;

/// A stanza that waits: who, to whom, since when and why; nothing of what it says.
@Schema(name = "HeldStanza")
@JsonInclude(JsonInclude.Include.ALWAYS)
public record HeldAnswer(
        @Schema(description = "Direction, partition and offset of its deferred topic", examples = "outbound/3/1234")
        String id,

        @Schema(
                examples = "outbound",
                enumeration = {"inbound", "outbound", "legacy"})
        String direction,

        @Schema(
                description = "Inbound the local user or domain, outbound the pair of domains",
                examples = "example.test>partner1.test")
        String lane,

        @Schema(examples = "user1@example.test/desk") Jid sender,
        @Schema(examples = "peer1@partner1.test") Jid recipient,
        @Schema(examples = "message") String kind,
        @Schema(description = "When it was received") Instant since,

        @Schema(description = "Why its lane was held when it was deferred", examples = "partner-paused") @Nullable
        String why) {

    static HeldAnswer of(HeldStanza held) {
        return new HeldAnswer(
                held.place().toString(),
                held.place().direction().wire(),
                held.lane(),
                held.sender(),
                held.recipient(),
                held.kind().wire(),
                held.since(),
                held.reason());
    }
}
