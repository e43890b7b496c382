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

    /// Takes a place for the first partner that is authenticated on the stream; the streams of its additional domains
    /// count with its own.
    ///
    /// @return why there is none; null when there is
    @Nullable
    String take(Domain wanted) {
        if (partner != null) {
            return null;
        }
        KnownPartner known = parts.facts().partners().find(wanted).orElse(null);
        if (known == null) {
            return wanted + " is not known any more";
        }
        Domain name = known.settings().domain();
        int limit = known.settings().connectionLimit();
        if (!parts.table().admit(name, this, limit)) {
            return name + " has " + limit + " streams already, its connectionLimit";
        }
        partner = name;
        return null;
    }

    /// Whether the partner may have fewer streams by now, and this is one too many.
    boolean isSurplus() {
        Domain name = partner;
        return name != null
                && parts.facts()
                        .partners()
                        .find(name)
                        .filter(known -> parts.table()
                                .isSurplus(name, this, known.settings().connectionLimit()))
                        .isPresent();
    }

    /// The stream has ended.
    void leave() {
        if (partner != null) {
            parts.table().release(partner, this);
            partner = null;
        }
    }
}
