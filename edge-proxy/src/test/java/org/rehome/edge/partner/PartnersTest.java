package org.rehome.edge.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.PoolEvent;

final class PartnersTest {
    private static final Domain OWN = Domain.parse("partner.test");
    private static final Domain MORE = Domain.parse("more.partner.test");

    private final Partners partners = new Partners();

    private static Partner partner(Domain domain, Domain... additional) {
        return new Partner(
                domain,
                List.of(additional),
                null,
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Required,
                true,
                true,
                20,
                null);
    }

    @Test
    @DisplayName(
            "an unknown domain, a configured partner and a returned one are refused; enabled and paused are admitted")
    void admission() {
        assertThat(partners.admission(OWN)).isInstanceOf(Admission.Refused.class);
        partners.change(new PartnerConfigured(partner(OWN), 1));
        assertThat(partners.admission(OWN)).isInstanceOf(Admission.Refused.class);
        partners.change(new FederationEnabled(partner(OWN), 2, null));
        assertThat(partners.admission(OWN)).isInstanceOf(Admission.Admitted.class);
        partners.change(new FederationPaused(partner(OWN), 3, null));
        assertThat(partners.admission(OWN)).isInstanceOf(Admission.Admitted.class);
        partners.change(new FederationReturned(partner(OWN), 4, null));
        assertThat(partners.admission(OWN)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    @DisplayName("additional domains have the partner's standing, subdomains that are not listed have none")
    void additionalDomains() {
        partners.change(new FederationEnabled(partner(OWN, MORE), 1, null));
        assertThat(partners.admission(MORE)).isInstanceOf(Admission.Admitted.class);
        assertThat(partners.admission(Domain.parse("other.partner.test"))).isInstanceOf(Admission.Refused.class);
        partners.change(new FederationEnabled(partner(OWN), 2, null));
        assertThat(partners.admission(MORE)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    @DisplayName("a partner's own entry wins over another partner's additional domain")
    void ownEntryWins() {
        partners.change(new FederationEnabled(partner(OWN, MORE), 1, null));
        partners.change(new PartnerConfigured(partner(MORE), 1));
        assertThat(partners.admission(MORE)).isInstanceOf(Admission.Refused.class);
        partners.remove(MORE);
        assertThat(partners.admission(MORE)).isInstanceOf(Admission.Admitted.class);
        partners.remove(OWN);
        assertThat(partners.admission(OWN)).isInstanceOf(Admission.Refused.class);
    }

    @Test
    @DisplayName("local domains are those of the pools and those with a home pool of their own")
    void localDomains() {
        LocalDomains locals = new LocalDomains();
        PoolEvent.Link link = new PoolEvent.Link("component", "127.0.0.1", 1, 2, null, "s");
        Domain example = Domain.parse("example.test");
        Domain conference = Domain.parse("conference.example.test");
        locals.change(
                new PoolEvent.PoolRegistered(new PoolName("new"), null, List.of(example), false, link, null, false, 1));
        locals.change(new PoolEvent.DomainHomed(conference, new PoolName("new"), 1));
        locals.change(new PoolEvent.PolicyChanged("global", null, true, true, 1));
        assertThat(locals.all()).containsExactlyInAnyOrder(example, conference);
        locals.remove("pool/new");
        assertThat(locals.all()).containsExactly(conference);
        locals.remove("domain/conference.example.test");
        assertThat(locals.all()).isEmpty();
    }
}
