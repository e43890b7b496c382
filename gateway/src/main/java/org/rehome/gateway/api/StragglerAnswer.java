package org.rehome.gateway.api;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.contracts.address.Domain;
import org.rehome.gateway.partner.Stragglers.Straggler;

/// What an enabled partner still sends by the legacy gateway to users who live elsewhere.
@Schema(name = "Straggler")
public record StragglerAnswer(
        @Schema(description = "The partner's domain that it comes from", examples = "partner1.test")
        Domain domain,

        @Schema(description = "The local domain that it is for", examples = "example.test")
        Domain local,

        @Schema(description = "When the first came", examples = "2026-01-01T00:00:00Z")
        Instant firstSeen,

        @Schema(description = "When the last came", examples = "2026-01-02T00:00:00Z")
        Instant lastSeen,

        @Schema(description = "Stanzas, answers aside, at all gateways", examples = "12")
        long stanzas) {
    static StragglerAnswer of(Straggler straggler) {
        return new StragglerAnswer(
                straggler.partner(),
                straggler.local(),
                straggler.firstSeen(),
                straggler.lastSeen(),
                straggler.stanzas());
    }
}
