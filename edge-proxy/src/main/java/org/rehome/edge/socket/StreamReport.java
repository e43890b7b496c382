package org.rehome.edge.socket;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/// A stream as an operator sees it (RFC 7590 §3.6).
///
/// @param stream such as `edge-1/s2s/17`
/// @param direction inbound or outbound
/// @param local our domain; null while the header has not come
/// @param partner the peer's domain, authenticated or not; null while it has not named itself
/// @param pairs the domain pairs that are authenticated, as `local>partner`
/// @param state negotiating, established or closing
/// @param tls version of TLS; null in plain text
/// @param cipher cipher suite; null in plain text
/// @param directTls whether it began with TLS (XEP-0368), and not with STARTTLS
/// @param authentication how it was authenticated; null before
/// @param certificate SHA-256 of the peer's certificate when it is trusted, with ` (DNSSEC)` behind it when
///     the DNS has proven it, else why it is not
/// @param stanzasIn that were accepted
/// @param stanzasOut that were sent
/// @param unconfirmed inbound: read and not yet durable; outbound: sent and not yet known to be processed
/// @param lastError when and why a stream of the partner and this direction ended last, at this edge; null when none
/// has
@Schema(name = "Stream")
public record StreamReport(
        @Schema(examples = "edge-1/s2s/17") String stream,

        @Schema(enumeration = {"inbound", "outbound"}) String direction,

        @Schema(examples = "example.test") @Nullable String local,
        @Schema(examples = "partner1.test") @Nullable String partner,

        @Schema(examples = "[\"example.test>partner1.test\"]")
        List<String> pairs,

        @Schema(
                examples = "established",
                enumeration = {"negotiating", "established", "closing"})
        String state,

        @Schema(examples = "192.0.2.10:40112") String remote,
        Instant since,
        @Schema(examples = "TLSv1.3") @Nullable String tls,

        @Schema(examples = "TLS_AES_256_GCM_SHA384") @Nullable
        String cipher,

        @Schema(examples = "false") boolean directTls,
        @Schema(examples = "external") @Nullable String authentication,

        @Schema(examples = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae") @Nullable
        String certificate,

        @Schema(examples = "120") long stanzasIn,
        @Schema(examples = "0") long stanzasOut,
        @Schema(examples = "2") long unconfirmed,

        @Schema(examples = "2026-01-01T00:00:00Z peer-closed: connection closed") @Nullable
        String lastError) {
    public StreamReport {
        pairs = List.copyOf(pairs);
    }
}
