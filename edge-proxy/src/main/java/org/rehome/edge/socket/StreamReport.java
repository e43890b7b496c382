package org.rehome.edge.socket;

import java.time.Instant;
import java.util.List;
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
/// @param authentication how it was authenticated; null before
/// @param certificate SHA-256 of the peer's certificate when it is trusted, else why it is not
/// @param stanzasIn that were accepted
/// @param stanzasOut that were sent
/// @param unconfirmed inbound: read and not yet durable; outbound: sent and not yet known to be processed
public record StreamReport(
        String stream,
        String direction,
        @Nullable String local,
        @Nullable String partner,
        List<String> pairs,
        String state,
        String remote,
        Instant since,
        @Nullable String tls,
        @Nullable String cipher,
        @Nullable String authentication,
        @Nullable String certificate,
        long stanzasIn,
        long stanzasOut,
        long unconfirmed) {
    public StreamReport {
        pairs = List.copyOf(pairs);
    }
}
