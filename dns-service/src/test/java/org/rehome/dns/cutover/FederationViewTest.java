package org.rehome.dns.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DnsName;

class FederationViewTest {
    private static final Domain PARTNER = Domain.parse("partner1.test");

    private static FederationView.Listener listener(String host, int port) {
        return new FederationView.Listener(DnsName.parse(host), port, false);
    }

    private static List<String> missing(FederationView view) {
        return view.missing(Example.desired()).stream()
                .map(FederationView.Missing::precondition)
                .toList();
    }

    @Test
    void an_enabled_partner_and_an_announced_edge_are_needed() {
        assertThat(missing(new FederationView(true, Set.of(), Set.of()))).containsExactly("enabled-partner", "edge");
        assertThat(missing(new FederationView(true, Set.of(), Set.of(listener("edge1.example.test", 5269)))))
                .containsExactly("enabled-partner");
        assertThat(missing(new FederationView(true, Set.of(PARTNER), Set.of(listener("edge1.example.test", 5270)))))
                .containsExactly("edge");
        assertThat(missing(new FederationView(true, Set.of(PARTNER), Set.of(listener("Edge1.example.test.", 5269)))))
                .isEmpty();
    }

    @Test
    void an_edge_in_front_of_the_legacy_gateway_needs_no_enabled_partner() {
        DnsName host = DnsName.parse("edge1.example.test");
        assertThat(missing(new FederationView(true, Set.of(), Set.of(new FederationView.Listener(host, 5269, true)))))
                .isEmpty();
        assertThat(missing(new FederationView(true, Set.of(), Set.of(new FederationView.Listener(host, 5270, true)))))
                .containsExactly("enabled-partner", "edge");
    }
}
