package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.EdgeEvent.CertificateActivated;
import org.rehome.contracts.event.EdgeEvent.EdgeStarted;
import org.rehome.contracts.event.EdgeEvent.EdgeStopped;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerNotConfirming;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.StragglerSeen;
import org.rehome.gateway.partner.Stragglers.Straggler;

@DisplayName("What is known of partners")
class TablesTest {
    private static final Domain LOCAL = Domain.parse("example.test");

    private static Domain domain(String name) {
        return Domain.parse(name);
    }

    private static PartnerConfigured configured(int version, String main, String... more) {
        return new PartnerConfigured(Samples.partner(main, PartnerType.Federated, more), version);
    }

    @Test
    @DisplayName("a partner is found by its additional domains, until they are taken from it")
    void additionalDomains() {
        Partners partners = new Partners();
        partners.changed(configured(1, "a.test", "b.test", "c.test"));
        partners.changed(configured(2, "a.test", "c.test"));

        assertThat(partners.covering(domain("a.test"))).isPresent();
        assertThat(partners.covering(domain("b.test"))).isEmpty();
        assertThat(partners.covering(domain("c.test")).orElseThrow().version()).isEqualTo(2);
        assertThat(partners.find(domain("c.test"))).isEmpty();

        assertThat(partners.removed("partner/a.test")).isTrue();
        assertThat(partners.covering(domain("c.test"))).isEmpty();
        assertThat(partners.removed("contact/a@b/c@d")).isFalse();
    }

    @Test
    @DisplayName("a domain of another partner is an overlap, one's own is not")
    void overlaps() {
        Partners partners = new Partners();
        partners.changed(configured(1, "a.test", "b.test"));

        assertThat(partners.overlaps(Samples.partner("a.test", PartnerType.Federated, "b.test")))
                .isEmpty();
        assertThat(partners.overlaps(Samples.partner("b.test"))).isEqualTo(Map.of(domain("b.test"), domain("a.test")));
        assertThat(partners.overlaps(Samples.partner("x.test", PartnerType.Federated, "a.test")))
                .isEqualTo(Map.of(domain("a.test"), domain("a.test")));
    }

    @Test
    @DisplayName("partners are paged in the order of their domains")
    void paging() {
        Partners partners = new Partners();
        List.of("c.test", "a.test", "b.test").forEach(each -> partners.changed(configured(1, each)));

        assertThat(partners.after(Optional.empty(), 2))
                .extracting(each -> each.settings().domain().name())
                .containsExactly("a.test", "b.test");
        assertThat(partners.after(Optional.of(domain("b.test")), 2))
                .extracting(each -> each.settings().domain().name())
                .containsExactly("c.test");
    }

    @Test
    @DisplayName("contacts are kept by bare addresses, once each, and counted by domain")
    void contacts() {
        ContactBook book = new ContactBook();
        ContactAdded added = new ContactAdded(Jid.parse("a@example.test"), Jid.parse("b@partner.test"));
        book.added(added);
        book.added(added);
        book.added(new ContactAdded(Jid.parse("a@example.test"), Jid.parse("c@partner.test")));

        assertThat(book.has(Jid.parse("a@example.test/phone"), Jid.parse("b@partner.test/pc")))
                .isTrue();
        assertThat(book.has(Jid.parse("b@example.test"), Jid.parse("b@partner.test")))
                .isFalse();
        assertThat(book.count(domain("partner.test"))).isEqualTo(2);

        assertThat(book.removed(added.key())).isTrue();
        assertThat(book.removed(added.key())).isTrue();
        assertThat(book.has(Jid.parse("a@example.test"), Jid.parse("b@partner.test")))
                .isFalse();
        assertThat(book.has(Jid.parse("a@example.test"), Jid.parse("c@partner.test")))
                .isTrue();
        assertThat(book.count(domain("partner.test"))).isEqualTo(1);
    }

    @Test
    @DisplayName("an additional domain of which no edge has spoken confirms when the partner's main domain does")
    void confirmations() {
        Confirmations pairs = new Confirmations();
        Domain main = domain("partner.test");
        Domain more = domain("more.test");
        assertThat(pairs.confirms(LOCAL, main, main)).isFalse();

        pairs.confirming(new PartnerConfirming(LOCAL, main, "edge-1", "ping"));
        assertThat(pairs.confirms(LOCAL, main, main)).isTrue();
        assertThat(pairs.confirms(LOCAL, more, main)).isTrue();
        assertThat(pairs.confirms(domain("other.test"), main, main)).isFalse();

        pairs.notConfirming(new PartnerNotConfirming(LOCAL, more, "edge-1", "gone"));
        assertThat(pairs.confirms(LOCAL, more, main)).isFalse();
        assertThat(pairs.confirms(LOCAL, main, main)).isTrue();

        assertThat(pairs.removed("pair/example.test>partner.test")).isTrue();
        assertThat(pairs.confirms(LOCAL, main, main)).isFalse();
    }

    @Test
    @DisplayName("a certificate covers its domain while it is valid and its edge runs")
    void certificates() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Certificates certificates = new Certificates();
        Domain other = domain("other.test");
        assertThat(certificates.uncovered(List.of(LOCAL, other), now)).containsExactly(LOCAL, other);

        CertificateActivated good = new CertificateActivated(
                "edge-1", LOCAL, List.of("example.test"), "00", now.minusSeconds(60), now.plusSeconds(60));
        certificates.activated(good);
        assertThat(certificates.uncovered(List.of(LOCAL, other), now)).containsExactly(other);
        assertThat(certificates.uncovered(List.of(LOCAL), now.plusSeconds(60))).containsExactly(LOCAL);
        assertThat(certificates.uncovered(List.of(LOCAL), now.minusSeconds(61))).containsExactly(LOCAL);

        certificates.stopped(new EdgeStopped("edge-1", "edge1.example.test", 5269));
        assertThat(certificates.uncovered(List.of(LOCAL), now)).containsExactly(LOCAL);
        certificates.started(new EdgeStarted("edge-1", "edge1.example.test", 5269, null));
        assertThat(certificates.uncovered(List.of(LOCAL), now)).isEmpty();

        certificates.removed(good.key());
        assertThat(certificates.uncovered(List.of(LOCAL), now)).containsExactly(LOCAL);
    }

    @Test
    @DisplayName("every missing precondition of enabling is named")
    void preconditions() {
        var nothing = new EnablePreconditions.Known(false, List.of(), List.of(), 0, List.of("injection to pool new"));
        var everything = new EnablePreconditions.Known(true, List.of(LOCAL), List.of(), 3, List.of());
        var noCertificate = new EnablePreconditions.Known(true, List.of(LOCAL), List.of(LOCAL), 3, List.of());

        assertThat(EnablePreconditions.missing(Samples.partner("a.test", PartnerType.PublicUnverified), nothing))
                .extracting(EnablePreconditions.Missing::name)
                .containsExactly("policy", "domain", "contacts", "links");
        assertThat(EnablePreconditions.missing(Samples.partner("a.test", PartnerType.Federated), nothing))
                .extracting(EnablePreconditions.Missing::name)
                .containsExactly("policy", "domain", "links");
        assertThat(EnablePreconditions.missing(Samples.partner("a.test"), noCertificate))
                .singleElement()
                .satisfies(missing -> assertThat(missing.reason()).contains("example.test"));
        assertThat(EnablePreconditions.missing(Samples.partner("a.test", PartnerType.PublicUnverified), everything))
                .isEmpty();
    }

    @Test
    @DisplayName("what gateways have seen of a straggler is added up, by pair of domains, until it is forgotten")
    void stragglers() {
        Instant first = Instant.parse("2026-01-01T00:00:00Z");
        Domain more = domain("more.test");
        StragglerSeen one = new StragglerSeen(more, LOCAL, "gateway-1", 3, first.plusSeconds(5), first.plusSeconds(60));
        Stragglers stragglers = new Stragglers();
        stragglers.changed(new StragglerSeen(more, LOCAL, "gateway-1", 2, first.plusSeconds(5), first.plusSeconds(8)));
        stragglers.changed(one);
        stragglers.changed(new StragglerSeen(more, LOCAL, "gateway-2", 4, first, first.plusSeconds(9)));
        stragglers.changed(new StragglerSeen(domain("b.test"), LOCAL, "gateway-2", 1, first, first));

        assertThat(stragglers.of(Samples.partner("a.test", PartnerType.Federated, "more.test")))
                .containsExactly(new Straggler(more, LOCAL, 7, first, first.plusSeconds(60)));
        assertThat(stragglers.all()).extracting(Straggler::partner).containsExactly(domain("b.test"), more);

        assertThat(stragglers.removed(one.key())).isTrue();
        assertThat(stragglers.removed("partner/a.test")).isFalse();
        assertThat(stragglers.all()).extracting(Straggler::stanzas).containsExactly(1L, 4L);
    }

    @Test
    @DisplayName("the state is what the last event says")
    void lastEvent() {
        Partners partners = new Partners();
        partners.changed(configured(1, "a.test"));
        partners.changed(new FederationEnabled(Samples.partner("a.test"), 2, null));

        assertThat(partners.find(domain("a.test")).orElseThrow()).isInstanceOf(Lifecycle.Enabled.class);
    }
}
