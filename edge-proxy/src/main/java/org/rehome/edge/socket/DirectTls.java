package org.rehome.edge.socket;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;

/// What is done when a peer begins with TLS instead of a header (XEP-0368).
///
/// @param always whether it has to
/// @param engines by the name that the peer asks for, null when it asks for none
/// @param begun told when it does
record DirectTls(boolean always, Function<@Nullable String, Optional<SSLEngine>> engines, Runnable begun) {

    static DirectTls of(InboundParts parts, boolean always, Runnable begun) {
        return new DirectTls(always, name -> engine(parts, name), begun);
    }

    /// Where the name is none of ours the header decides, behind any certificate of ours: it can be
    /// answered with words.
    private static Optional<SSLEngine> engine(InboundParts parts, @Nullable String name) {
        return parts.facts().locals().all().stream()
                .filter(parts.facts().certified())
                .min(Comparator.comparing((Domain local) -> !local.ascii().equalsIgnoreCase(name))
                        .thenComparing(Comparator.naturalOrder()))
                .flatMap(parts.tls()::directServer);
    }
}
