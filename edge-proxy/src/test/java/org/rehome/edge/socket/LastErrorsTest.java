package org.rehome.edge.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.Partners;

class LastErrorsTest {
    private final Partners partners = new World()
            .enabled(World.partner("partner.test", Negotiation.Required, Negotiation.Required, true))
            .partners;
    private final LastErrors errors = new LastErrors(partners);

    @Test
    void what_ended_a_stream_last_is_known_by_direction() {
        errors.failed(true, "partner.test", "timeout: no header came in time");
        errors.failed(true, "partner.test", "peer-closed: connection closed");
        assertThat(errors.of(true, "partner.test").orElseThrow().reason()).isEqualTo("peer-closed: connection closed");
        assertThat(errors.of(false, "partner.test")).isEmpty();
    }

    @Test
    void who_only_says_that_it_is_somebody_takes_no_memory_and_has_no_metric_of_its_own() {
        for (int i = 0; i < 1000; i++) {
            errors.failed(true, "stranger" + i + ".test", "not-admitted: no partner");
        }
        errors.failed(true, null, "timeout: no header came in time");
        errors.failed(true, "no domain at all", "address: not an address");
        assertThat(errors.of(true, "stranger1.test")).isEmpty();
        assertThat(errors.partner("stranger1.test")).isEqualTo("none");
        assertThat(errors.partner(null)).isEqualTo("none");
        assertThat(errors.partner("partner.test")).isEqualTo("partner.test");
        partners.remove(Domain.parse("partner.test"));
        assertThat(errors.partner("partner.test")).isEqualTo("none");
    }
}
