package org.rehome.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Closed;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.PartnerStaged;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.Rollout;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.event.PoolEvent.DomainHomed;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PolicyChanged;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;
import org.rehome.contracts.event.UserEvent.UserMoving;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Access.Scope;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.partner.Samples;
import org.rehome.xmpp.stanza.StanzaErrorCondition;

@DisplayName("The router")
class RouterTest {
    private static final PoolName LEGACY = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final Jid ALICE = Jid.parse("alice@example.test/desk");
    private static final Jid BOB = Jid.parse("bob@partner.test/pc");

    private final Knowledge known = Knowledge.empty();
    private final Router router = new Router(known);

    private static final Way BY_EDGE = new Way(Side.Edge, null);

    @BeforeEach
    void theWorld() {
        Link link = new Link("component", "127.0.0.1", 5347, 5347, null, "s");
        Domain local = Domain.parse("example.test");
        known.pools().changed(new PoolRegistered(LEGACY, null, List.of(local), true, link, null, false, 1));
        known.pools().changed(new PoolRegistered(NEW, null, List.of(local), false, link, null, false, 1));
        known.domains().changed(new DomainHomed(local, LEGACY, 1));
        known.policies().changed(new PolicyChanged("pool:new", null, true, true, 1));
        known.homes().apply(new UserHomed(ALICE.bare(), NEW, 3, null));
        known.partners()
                .changed(new FederationEnabled(
                        Samples.partner("partner.test", PartnerType.PublicUnverified, "more.test"), 2, null));
        for (String domain : List.of("partner.test", "more.test")) {
            known.ways().changed(new PairSwitched(local, Domain.parse(domain), 1, BY_EDGE, null, List.of()));
        }
    }

    @Test
    @DisplayName("finds the sender's home, the partner's state and the policy of her pool")
    void outbound() {
        Decision decision = router.outbound(NEW, ALICE, BOB, StanzaKind.MESSAGE);

        assertThat(decision.route()).isEqualTo(new Route.ToEdge(Rule.PARTNER_ENABLED));
        assertThat(decision.origin()).isEqualTo(new Origin.Captured(NEW, false));
        assertThat(decision.home()).isEqualTo(new Home.Homed(NEW, 3, null));
        assertThat(decision.access()).isEqualTo(new Access.Admitted("pool:new", Scope.POOL));
        assertThat(decision.configured().orElseThrow().version()).isEqualTo(2);
    }

    @Test
    @DisplayName("knows the legacy server")
    void legacyServer() {
        assertThat(router.outbound(LEGACY, ALICE, Jid.parse("x@nobody.test"), StanzaKind.MESSAGE)
                        .origin())
                .isEqualTo(new Origin.Captured(LEGACY, true));
    }

    @Test
    @DisplayName("asks for contacts of a PublicUnverified partner, by bare addresses")
    void contacts() {
        assertThat(router.inbound(BOB, ALICE, StanzaKind.MESSAGE).route().rule())
                .isEqualTo(Rule.CONTACT_NOT_ADDED);

        known.contacts().added(new ContactAdded(ALICE.bare(), BOB.bare()));
        assertThat(router.inbound(BOB, ALICE, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToPool(NEW, Rule.USER_HOMED));
    }

    @Test
    @DisplayName("asks for nobody's consent where there is no user: the domain, a room, an unknown name")
    void noUser() {
        for (String to : List.of("example.test", "room@conference.example.test", "nobody@example.test/x")) {
            Decision decision = router.inbound(BOB, Jid.parse(to), StanzaKind.IQ_REQUEST);
            assertThat(decision.route()).as(to).isEqualTo(new Route.ToPool(LEGACY, Rule.DOMAIN_ANSWERS));
            assertThat(decision.contacts()).as(to).isEqualTo(new Contacts.NotNeeded());
        }
        assertThat(router.inbound(BOB, Jid.parse("example.test"), StanzaKind.IQ_REQUEST)
                        .access())
                .isEqualTo(new Access.NotAUser());
    }

    @ParameterizedTest(name = "{0} from {1}: {2}")
    @CsvSource({
        "message, bob@partner.test, true",
        "message, room@more.test, true",
        "presence, bob@partner.test, true",
        "iq-request, partner.test, true",
        "iq-result, bob@partner.test, false",
        "message-error, bob@partner.test, false",
        "message, bob@nobody.test, false"
    })
    @DisplayName("knows what of that which came by the legacy gateway is an enabled partner's; answers do not say so")
    void stragglers(String kind, String from, boolean straggler) {
        assertThat(router.isStraggler(Jid.parse(from), ALICE, StanzaKind.ofWire(kind)))
                .isEqualTo(straggler);
    }

    @Test
    @DisplayName("knows for which partner the old way is closed, on all its domains")
    void oldWayClosed() {
        Jid room = Jid.parse("room@more.test/bob");
        assertThat(router.handedOver(LEGACY, room, ALICE, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToPool(NEW, Rule.LEGACY_STRAGGLER));

        known.partners()
                .changed(new FederationEnabled(
                        Samples.partner("partner.test", PartnerType.Federated, "more.test"),
                        3,
                        null,
                        null,
                        new Closed(Instant.EPOCH, null)));

        assertThat(router.handedOver(LEGACY, room, ALICE, StanzaKind.MESSAGE).route())
                .isEqualTo(
                        new Route.Return(StanzaErrorCondition.POLICY_VIOLATION, "old-way-closed", Rule.OLD_WAY_CLOSED));
        assertThat(router.inbound(room, ALICE, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToPool(NEW, Rule.USER_HOMED));
        assertThat(router.handedOver(LEGACY, Jid.parse("x@nobody.test"), ALICE, StanzaKind.MESSAGE)
                        .route())
                .isEqualTo(new Route.ToPool(NEW, Rule.USER_HOMED));
    }

    @Test
    @DisplayName("takes the way of the pair of the nearest local domain and the partner's domain")
    void wayOfThePair() {
        Decision decision = router.outbound(
                LEGACY, Jid.parse("conference.example.test"), Jid.parse("x@more.test"), StanzaKind.IQ_RESULT);

        assertThat(decision.partner()).isEqualTo(new PartnerState.Enabled(true, true));
        assertThat(decision.route()).isEqualTo(new Route.ToEdge(Rule.PARTNER_ENABLED));
    }

    @Test
    @DisplayName(
            "goes by the legacy gateway as long as the pair is not switched, and for whom the way is not rolled out")
    void wayByWay() {
        Domain local = Domain.parse("example.test");
        Domain partner = Domain.parse("partner.test");
        known.ways().changed(new PairSwitched(local, partner, 2, Way.LEGACY, null, List.of()));
        assertThat(router.outbound(NEW, ALICE, BOB, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToLegacyGateway(Rule.NOT_CONFIRMING));

        Way forHer = new Way(Side.Edge, new Rollout(List.of(ALICE.bare()), 0));
        known.ways().changed(new PairSwitching(local, partner, 3, Way.LEGACY, forHer));
        assertThat(router.goesByEdges(ALICE, BOB))
                .as("while it is being switched")
                .isFalse();

        known.ways().changed(new PairSwitched(local, partner, 3, forHer, null, List.of()));
        assertThat(router.goesByEdges(ALICE, BOB)).isTrue();
        assertThat(router.goesByEdges(Jid.parse("other@example.test"), BOB)).isFalse();

        known.ways().changed(new PairSwitched(local, partner, 2, Way.LEGACY, null, List.of()));
        assertThat(router.goesByEdges(ALICE, BOB))
                .as("what is older is not heard")
                .isTrue();
    }

    @Test
    @DisplayName("asks the policy of the pool that a user moves to")
    void moving() {
        known.homes().apply(new UserMoving(ALICE.bare(), LEGACY, NEW, 4, "m1", null));

        Decision decision = router.inbound(BOB, ALICE, StanzaKind.MESSAGE);
        assertThat(decision.route()).isEqualTo(new Route.Hold(Rule.USER_MOVING));
        assertThat(decision.access()).isEqualTo(new Access.Admitted("pool:new", Scope.POOL));
    }

    @Test
    @DisplayName("returns what goes to an unknown partner, and what comes to a domain that is none of ours")
    void unknown() {
        assertThat(router.outbound(NEW, ALICE, Jid.parse("x@nobody.test"), StanzaKind.MESSAGE)
                        .route()
                        .rule())
                .isEqualTo(Rule.UNKNOWN_PARTNER);
        assertThat(router.inbound(BOB, Jid.parse("x@elsewhere.test"), StanzaKind.MESSAGE)
                        .route()
                        .rule())
                .isEqualTo(Rule.NO_HOME);
    }

    @Test
    @DisplayName("sends what a hook has handed over to the pool of the recipient's home, whoever sent it")
    void handedOver() {
        Jid colleague = Jid.parse("carol@example.test/desk");
        known.homes().apply(new UserEvent.UserHomed(Jid.parse("alice@example.test"), NEW, 3, null));
        assertThat(router.handedOver(LEGACY, colleague, Jid.parse("alice@example.test/x"), StanzaKind.MESSAGE)
                        .route())
                .isEqualTo(new Route.ToPool(NEW, Rule.COLLEAGUE));
        assertThat(router.handedOver(NEW, colleague, Jid.parse("alice@example.test/x"), StanzaKind.MESSAGE)
                        .route()
                        .rule())
                .isEqualTo(Rule.HANDED_OVER_IN_VAIN);
        assertThat(router.handedOver(
                                LEGACY,
                                Jid.parse("bob@unknown.test"),
                                Jid.parse("alice@example.test"),
                                StanzaKind.MESSAGE)
                        .route())
                .isEqualTo(new Route.ToPool(NEW, Rule.USER_HOMED));
    }

    @Test
    @DisplayName("sends by the legacy gateway who is not in the rollout yet, and by an edge who is")
    void rollout() {
        Rollout rollout = new Rollout(List.of(ALICE.bare()), 0);
        known.partners().changed(new FederationEnabled(Samples.partner("partner.test"), 3, null, rollout));
        known.ways()
                .changed(new PairSwitched(
                        Domain.parse("example.test"),
                        Domain.parse("partner.test"),
                        2,
                        new Way(Side.Edge, rollout),
                        null,
                        List.of()));
        known.homes().apply(new UserHomed(Jid.parse("carol@example.test"), NEW, 1, null));

        assertThat(router.outbound(NEW, ALICE, BOB, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToEdge(Rule.PARTNER_ENABLED));
        assertThat(router.outbound(NEW, Jid.parse("carol@example.test/desk"), BOB, StanzaKind.MESSAGE)
                        .route())
                .isEqualTo(new Route.ToLegacyGateway(Rule.NOT_ROLLED_OUT));
    }

    @Test
    @DisplayName("sends to a staged partner by the legacy gateway")
    void staged() {
        known.partners().changed(new PartnerStaged(Samples.partner("partner.test"), 3));

        assertThat(router.outbound(NEW, ALICE, BOB, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToLegacyGateway(Rule.LEGACY_PARTNER));
    }

    @Test
    @DisplayName("tries the legacy gateway for a domain that nobody configured, once the legacy server has a hook")
    void unknownPartner() {
        Jid stranger = Jid.parse("x@nobody.test");
        Route before = router.outbound(NEW, ALICE, stranger, StanzaKind.MESSAGE).route();
        Link hook = new Link("hook", "127.0.0.1", 5347, null, null, "s");
        known.pools()
                .changed(new PoolRegistered(
                        LEGACY, null, List.of(Domain.parse("example.test")), true, hook, null, false, 2));

        assertThat(before).isInstanceOf(Route.Return.class);
        assertThat(router.outbound(NEW, ALICE, stranger, StanzaKind.MESSAGE).route())
                .isEqualTo(new Route.ToLegacyGateway(Rule.UNKNOWN_PARTNER));
    }
}
