package org.rehome.edge.socket;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.edge.partner.Partners;

/// What ended streams of each partner last, in each direction. Of partners only: whoever connects may say that it is
/// anybody. Any thread may use it.
final class LastErrors {
    private static final String NO_PARTNER = "none";

    private final Partners partners;
    private final Map<String, LastError> inbound = new ConcurrentHashMap<>();
    private final Map<String, LastError> outbound = new ConcurrentHashMap<>();

    /// @param reason in words, with its code first
    record LastError(Instant at, String reason) {}

    LastErrors(Partners partners) {
        this.partners = partners;
    }

    /// The partner whose domain it is, for metrics; `none` for others.
    String partner(@Nullable String domain) {
        return known(domain).orElse(NO_PARTNER);
    }

    private Optional<String> known(@Nullable String domain) {
        try {
            return domain == null
                    ? Optional.empty()
                    : partners.find(Domain.parse(domain))
                            .map(partner -> partner.settings().domain().name());
        } catch (InvalidAddress e) {
            return Optional.empty();
        }
    }

    void failed(boolean in, @Nullable String domain, String reason) {
        known(domain)
                .ifPresent(partner -> (in ? inbound : outbound).put(partner, new LastError(Instant.now(), reason)));
    }

    Optional<LastError> of(boolean in, @Nullable String domain) {
        return known(domain).map((in ? inbound : outbound)::get);
    }
}
