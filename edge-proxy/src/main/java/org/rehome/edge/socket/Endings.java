package org.rehome.edge.socket;

import java.util.stream.Stream;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;

/// Sees when no stream is left of a partner that is on its way back to the legacy gateway. Any thread may use it.
final class Endings {
    private final Partners partners;
    private final StreamTable table;
    private final SpliceEvents events;

    Endings(Partners partners, StreamTable table, SpliceEvents events) {
        this.partners = partners;
        this.table = table;
        this.events = events;
    }

    /// A stream has ended, or a partner's standing has changed.
    void look() {
        for (KnownPartner each : partners.all()) {
            if (each.standing() == Standing.LEAVING && isGone(each.settings())) {
                events.streamsEnded(each.settings().domain(), each.version());
            }
        }
    }

    private boolean isGone(Partner partner) {
        return Stream.concat(Stream.of(partner.domain()), partner.additionalDomains().stream())
                .noneMatch(table::isEstablished);
    }
}
