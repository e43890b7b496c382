package org.rehome.gateway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.PairSwitched;
import org.rehome.contracts.event.FederationEvent.PairSwitching;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Way;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.link.Endpoint.Kind;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.route.Knowledge;

@DisplayName("The streams that there should be")
class LinkPlanTest {
    private static final PoolName LEGACY = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final Domain LOCAL = Domain.parse("example.test");
    private static final Domain PARTNER = Domain.parse("partner.test");
    private static final Domain MORE = Domain.parse("more.test");
    private static final Partner SETTINGS = Samples.partner("partner.test", PartnerType.Federated, "more.test");

    private static final Way BY_EDGE = new Way(Side.Edge, null);

    private final Knowledge known = Knowledge.empty();

    @BeforeEach
    void pools() {
        Link link = new Link("component", "127.0.0.1", 5347, 5348, null, "secret-name");
        known.pools().changed(new PoolRegistered(LEGACY, null, List.of(LOCAL), true, link, null, false, 1));
        known.pools().changed(new PoolRegistered(NEW, null, List.of(LOCAL), false, link, null, false, 1));
    }

    private PoolPlan plan(PoolName pool) {
        return java.util.Objects.requireNonNull(LinkPlan.of("gateway-1", known).get(pool));
    }

    private Set<Domain> captures(PoolName pool) {
        return plan(pool).captures().keySet();
    }

    @Test
    @DisplayName("are an injection stream for each pool, named after the gateway and the pool's first domain")
    void injection() {
        assertThat(plan(NEW).injection())
                .isEqualTo(new Endpoint(
                        NEW, Kind.INJECTION, Domain.parse("gateway-1.example.test"), "127.0.0.1", 5347, "secret-name"));
        assertThat(plan(NEW).pinged()).isEqualTo(Jid.parse("example.test"));
        assertThat(captures(NEW)).isEmpty();
    }

    @Test
    @DisplayName("are named as the link says, if it says so")
    void injectionName() {
        Link link = new Link("component", "pool.test", 1, 2, "gw.example.test", "s");
        known.pools().changed(new PoolRegistered(NEW, null, List.of(LOCAL), false, link, null, false, 2));

        assertThat(plan(NEW).injection().name()).isEqualTo(Domain.parse("gw.example.test"));
    }

    @Test
    @DisplayName("capture every known partner domain on a pool that is not the legacy server, whatever its state")
    void everyPartner() {
        for (var event : List.of(
                new PartnerConfigured(SETTINGS, 1),
                new FederationEnabled(SETTINGS, 2, null),
                new FederationPaused(SETTINGS, 3, null),
                new FederationReturned(SETTINGS, 4, null))) {
            known.partners().changed(event);
            assertThat(captures(NEW)).as(event.toString()).containsExactlyInAnyOrder(PARTNER, MORE);
        }
        assertThat(plan(NEW).captures().get(MORE))
                .isEqualTo(new Endpoint(NEW, Kind.CAPTURE, MORE, "127.0.0.1", 5348, "secret-name"));

        known.partners().removed("partner/partner.test");
        assertThat(captures(NEW)).isEmpty();
    }

    @Test
    @DisplayName("capture on the legacy server only what its own federation must not carry any more")
    void legacyServer() {
        known.partners().changed(new PartnerConfigured(SETTINGS, 1));
        assertThat(captures(LEGACY)).isEmpty();

        known.partners().changed(new FederationEnabled(SETTINGS, 2, null));
        assertThat(captures(LEGACY)).as("until its pair is switched").isEmpty();

        known.ways().changed(new PairSwitched(LOCAL, PARTNER, 10, BY_EDGE, null, List.of()));
        assertThat(captures(LEGACY)).containsExactly(PARTNER);

        known.ways().changed(new PairSwitched(LOCAL, PARTNER, 11, Way.LEGACY, "no longer confirming", List.of()));
        assertThat(captures(LEGACY)).isEmpty();

        known.partners().changed(new FederationPaused(SETTINGS, 3, null));
        assertThat(captures(LEGACY)).containsExactlyInAnyOrder(PARTNER, MORE);

        known.partners().changed(new FederationReturned(SETTINGS, 4, null));
        assertThat(captures(LEGACY)).isEmpty();
    }

    @Test
    @DisplayName("have the legacy server's hook hand over what is for a partner from its pair's first switch on")
    void legacyHook() {
        Link hook = new Link("hook", "127.0.0.1", 1, null, null, "s");
        known.pools().changed(new PoolRegistered(LEGACY, null, List.of(LOCAL), true, hook, null, false, 2));
        known.partners().changed(new PartnerConfigured(SETTINGS, 1));
        assertThat(plan(LEGACY).wishes().get(PARTNER)).isEqualTo(new PoolPlan.Wish(false, 1));

        known.partners().changed(new FederationEnabled(SETTINGS, 2, null));
        assertThat(plan(LEGACY).wishes().get(PARTNER)).isEqualTo(new PoolPlan.Wish(false, 2));

        known.ways().changed(new PairSwitching(LOCAL, PARTNER, 1000, Way.LEGACY, BY_EDGE));
        assertThat(plan(LEGACY).wishes().get(PARTNER)).isEqualTo(new PoolPlan.Wish(true, 1000));

        known.ways().changed(new PairSwitched(LOCAL, PARTNER, 1001, Way.LEGACY, null, List.of()));
        known.partners().changed(new FederationReturned(SETTINGS, 3, null));
        assertThat(plan(LEGACY).wishes().get(PARTNER))
                .as("what was handed over is on its way by the gateway, and nothing may overtake it")
                .isEqualTo(new PoolPlan.Wish(true, 1001));
    }

    @Test
    @DisplayName("never capture a domain that the pool hosts itself: the server would refuse it")
    void hostedDomain() {
        known.partners().changed(new PartnerConfigured(Samples.partner("a.test", PartnerType.Federated, "b.test"), 1));
        Link link = new Link("component", "127.0.0.1", 1, 2, null, "s");
        known.pools()
                .changed(new PoolRegistered(
                        NEW, null, List.of(LOCAL, Domain.parse("b.test")), false, link, null, false, 2));

        assertThat(captures(NEW)).containsExactly(Domain.parse("a.test"));
    }
}
