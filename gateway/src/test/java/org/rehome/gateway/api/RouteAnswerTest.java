package org.rehome.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.route.Contacts;
import org.rehome.gateway.route.Decision;
import org.rehome.gateway.route.Origin;
import org.rehome.gateway.route.PartnerState;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Routing;

class RouteAnswerTest {
    private static final PoolName POOL = new PoolName("pool");

    @Test
    void the_way_by_the_legacy_gateway_has_a_note_only_where_none_is_linked() {
        assertThat(explained(false, true).note()).isNull();
        assertThat(explained(false, false).note()).contains("no legacy gateway is linked");
    }

    @Test
    void what_the_legacy_server_is_not_asked_for_leaves_by_its_own_streams() {
        RouteAnswer explained = explained(true, true);
        assertThat(explained.rule()).isEqualTo("captured-on-legacy");
        assertThat(explained.note()).contains("by its own streams");
    }

    private static RouteAnswer explained(boolean fromTheLegacyServer, boolean legacyGateway) {
        Origin origin = new Origin.Captured(POOL, fromTheLegacyServer);
        Home home = new Home.Homed(POOL, 1, null);
        PartnerState partner = new PartnerState.Legacy();
        Access access = new Access.NotAUser();
        Contacts contacts = new Contacts.NotNeeded();
        Route route = Routing.decide(StanzaKind.MESSAGE, origin, home, partner, access, contacts);
        return RouteAnswer.of(
                "outbound",
                Jid.parse("alice@example.test"),
                Jid.parse("julia@partner.test"),
                StanzaKind.MESSAGE,
                new Decision(route, origin, home, partner, Optional.empty(), access, contacts),
                legacyGateway);
    }
}
