package org.rehome.edge.socket;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A spliced connection as an operator sees it.
///
/// @param splice such as `edge-1/splice/17`
/// @param partner the `from` of its header, which nothing has proven; null when it does not say
/// @param local the `to` of its header; null when it does not say
/// @param remote where it comes from
/// @param bytesToLegacy what came from the partner and was passed on
/// @param bytesToPartner what came from the legacy gateway and was passed on
/// @param lastActivity when anything passed last
/// @param state opening, open, cutting (to be cut when it is quiet) or closing
@Schema(name = "Splice")
public record SpliceReport(
        @Schema(examples = "edge-1/splice/17") String splice,
        @Schema(examples = "partner1.test") @Nullable String partner,
        @Schema(examples = "example.test") @Nullable String local,
        @Schema(examples = "192.0.2.10:40112") String remote,
        Instant since,
        @Schema(examples = "48213") long bytesToLegacy,
        @Schema(examples = "3122") long bytesToPartner,
        Instant lastActivity,

        @Schema(
                examples = "open",
                enumeration = {"opening", "open", "cutting", "closing"})
        String state) {}
