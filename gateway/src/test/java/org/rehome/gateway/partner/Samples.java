package org.rehome.gateway.partner;

import java.util.List;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;

/// Partners for tests.
public final class Samples {

    private Samples() {}

    public static Partner partner(String domain, PartnerType type, String... additionalDomains) {
        return new Partner(
                Domain.parse(domain),
                List.of(additionalDomains).stream().map(Domain::parse).toList(),
                null,
                type,
                Negotiation.Required,
                Negotiation.Required,
                true,
                true,
                20,
                null);
    }

    public static Partner partner(String domain) {
        return partner(domain, PartnerType.Federated);
    }
}
