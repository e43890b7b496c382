package org.rehome.edge.socket;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.KnownPartner;

/// The place of one inbound stream among those that its partner may have (`connectionLimit`). Lives on the stream's
/// event loop.
final class PartnerPlace {
    private final InboundParts parts;
    private @Nullable Domain partner;

    PartnerPlace(InboundParts parts) {
        this.parts = parts;
    }

    /// Takes a place for the first partner that is authenticated on the stream.
    ///
    /// @return why there is none; null when there is
    @Nullable
    String take(Domain wanted) {
        if (partner != null) {
            return null;
        }
        int limit = parts.facts()
                .partners()
                .find(wanted)
                .map(KnownPartner::settings)
                .map(settings -> settings.connectionLimit())
                .orElse(0);
        if (!parts.table().admit(wanted, limit)) {
            return wanted + " has " + limit + " streams already, its connectionLimit";
        }
        partner = wanted;
        return null;
    }

    /// The stream has ended.
    void leave() {
        if (partner != null) {
            parts.table().release(partner);
            partner = null;
        }
    }
}
