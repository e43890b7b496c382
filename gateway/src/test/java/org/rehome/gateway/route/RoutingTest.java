package org.rehome.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.I5;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Access.Scope;
import org.rehome.gateway.home.Home;

@DisplayName("The routing table")
class RoutingTest {
    private static final PoolName LEGACY = new PoolName("legacy");
    private static final PoolName NEW = new PoolName("new");
    private static final Domain LOCAL = Domain.parse("example.test");

    private static Origin origin(String text) {
        return switch (text) {
            case "from legacy" -> new Origin.Captured(LEGACY, true);
            case "from new" -> new Origin.Captured(NEW, false);
            case "from partner" -> new Origin.FromPartner();
            case "via legacy" -> new Origin.ViaLegacyGateway(false);
            case "via legacy, closed" -> new Origin.ViaLegacyGateway(true);
            case "colleague on legacy" -> new Origin.HandedOver(LEGACY);
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Home home(String text) {
        return switch (text) {
            case "new" -> new Home.Homed(NEW, 3, null);
            case "legacy" -> new Home.Homed(LEGACY, 1, null);
            case "moving" -> new Home.Moving(LEGACY, NEW, 2, "m1", null);
            case "domain" -> new Home.OfDomain(LOCAL, NEW);
            case "none" -> new Home.Nowhere();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static PartnerState partner(String text) {
        return switch (text) {
            case "unknown" -> new PartnerState.Unknown(false);
            case "unknown, legacy linked" -> new PartnerState.Unknown(true);
            case "legacy" -> new PartnerState.Legacy();
            case "staged" -> new PartnerState.Staged();
            case "enabled" -> new PartnerState.Enabled(true, true);
            case "not confirming" -> new PartnerState.Enabled(false, true);
            case "not rolled out" -> new PartnerState.Enabled(true, false);
            case "paused" -> new PartnerState.Paused();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Access access(String text) {
        return switch (text) {
            case "admits" -> new Access.Admitted("global", Scope.GLOBAL);
            case "refuses" -> new Access.Refused("global", Scope.GLOBAL, "enableXmppAccess is off");
            case "not a user" -> new Access.NotAUser();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Contacts contacts(String text) {
        return switch (text) {
            case "free" -> new Contacts.NotNeeded();
            case "added" -> new Contacts.Added();
            case "missing" -> new Contacts.Missing();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static String words(Route route) {
        return switch (route) {
            case Route.ToPool(var pool, var rule) -> "pool " + pool + " by " + rule;
            case Route.ToEdge(var rule) -> "edge by " + rule;
            case Route.ToLegacyGateway(var rule) -> "legacy gateway by " + rule;
            case Route.Hold(var rule) -> "hold by " + rule;
            case Route.Return(var condition, var reason, var rule) -> {
                assertThat(reason).isEqualTo(rule.wire());
                yield "return " + condition.wire() + " by " + rule;
            }
            case Route.Drop(var reason, var rule) -> {
                assertThat(reason).isEqualTo(rule.wire());
                yield "drop by " + rule;
            }
        };
    }

    @ParameterizedTest(name = "{0} {1}, sender home {2}, partner {3}, policy {4}: {5}")
    @CsvSource(delimiter = '|', textBlock = """
            # unknown partner
            message               | from new    | new    | unknown                | admits     | return remote-server-not-found by UNKNOWN_PARTNER
            iq-result             | from new    | new    | unknown                | admits     | drop by UNKNOWN_PARTNER
            message               | from new    | new    | unknown, legacy linked | admits     | legacy gateway by UNKNOWN_PARTNER
            message               | from legacy | legacy | unknown, legacy linked | admits     | return remote-server-timeout by CAPTURED_ON_LEGACY
            # legacy or staged, homed on a pool that is not the legacy server
            message               | from new    | new    | legacy                 | admits     | legacy gateway by LEGACY_PARTNER
            message               | from new    | new    | legacy                 | refuses    | legacy gateway by LEGACY_PARTNER
            message               | from new    | new    | staged                 | admits     | legacy gateway by LEGACY_PARTNER
            presence-subscription | from new    | new    | legacy                 | admits     | legacy gateway by LEGACY_PARTNER
            # what the legacy server sent never goes back to it
            message               | from legacy | legacy | legacy                 | admits     | return remote-server-timeout by CAPTURED_ON_LEGACY
            presence              | from legacy | legacy | legacy                 | admits     | drop by CAPTURED_ON_LEGACY
            # enabled, not yet confirming outbound
            message               | from new    | new    | not confirming         | admits     | legacy gateway by NOT_CONFIRMING
            message               | from legacy | legacy | not confirming         | admits     | return remote-server-timeout by CAPTURED_ON_LEGACY
            # enabled
            message               | from new    | new    | enabled                | admits     | edge by PARTNER_ENABLED
            message               | from legacy | legacy | enabled                | admits     | edge by PARTNER_ENABLED
            presence              | from new    | new    | enabled                | admits     | edge by PARTNER_ENABLED
            iq-request            | from new    | domain | enabled                | not a user | edge by PARTNER_ENABLED
            message               | from new    | new    | enabled                | refuses    | return forbidden by POLICY_REFUSES
            presence              | from new    | new    | enabled                | refuses    | drop by POLICY_REFUSES
            message-error         | from new    | new    | enabled                | refuses    | drop by POLICY_REFUSES
            # a server's answer for an address that is no user's
            message-error         | from new    | domain | enabled                | refuses    | edge by PARTNER_ENABLED
            message               | from new    | domain | enabled                | refuses    | return forbidden by POLICY_REFUSES
            # rollout
            message               | from new    | new    | not rolled out         | admits     | legacy gateway by NOT_ROLLED_OUT
            message               | from legacy | legacy | not rolled out         | admits     | return remote-server-timeout by CAPTURED_ON_LEGACY
            # paused
            message               | from new    | new    | paused                 | admits     | hold by PARTNER_PAUSED
            message               | from new    | new    | paused                 | refuses    | hold by PARTNER_PAUSED
            # sent from a pool that is no longer, or not yet, the user's home
            message               | from legacy | new    | enabled                | admits     | edge by PARTNER_ENABLED
            iq-request            | from legacy | new    | enabled                | admits     | edge by PARTNER_ENABLED
            presence              | from legacy | new    | enabled                | admits     | drop by PRESENCE_FROM_OTHER_POOL
            presence-probe        | from legacy | new    | enabled                | admits     | drop by PRESENCE_FROM_OTHER_POOL
            presence-subscription | from legacy | new    | enabled                | admits     | drop by PRESENCE_FROM_OTHER_POOL
            presence              | from legacy | new    | paused                 | admits     | drop by PRESENCE_FROM_OTHER_POOL
            message               | from new    | legacy | enabled                | admits     | edge by PARTNER_ENABLED
            presence              | from new    | legacy | enabled                | admits     | drop by PRESENCE_FROM_OTHER_POOL
            presence              | from legacy | moving | enabled                | admits     | edge by PARTNER_ENABLED
            presence              | from new    | moving | enabled                | admits     | drop by PRESENCE_FROM_OTHER_POOL
            message               | from new    | moving | enabled                | admits     | edge by PARTNER_ENABLED
            message               | from new    | none   | enabled                | not a user | edge by PARTNER_ENABLED
            presence              | from new    | none   | enabled                | not a user | drop by PRESENCE_FROM_OTHER_POOL
            """)
    void fromLocalUsersToPartners(
            String kind, String origin, String home, String partner, String access, String expected) {
        Route route = Routing.decide(
                StanzaKind.ofWire(kind),
                origin(origin),
                home(home),
                partner(partner),
                access(access),
                new Contacts.NotNeeded());

        assertThat(words(route)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}, recipient {1}, partner {2}, policy {3}, contact {4}: {5}")
    @CsvSource(delimiter = '|', textBlock = """
            # enabled, homed, policy admits
            message               | new    | enabled        | admits     | free    | pool new by USER_HOMED
            message               | legacy | enabled        | admits     | free    | pool legacy by USER_HOMED
            message               | new    | not confirming | admits     | free    | pool new by USER_HOMED
            presence              | new    | enabled        | admits     | added   | pool new by USER_HOMED
            # moving
            message               | moving | enabled        | admits     | free    | hold by USER_MOVING
            message               | moving | enabled        | refuses    | missing | hold by USER_MOVING
            # not in the directory, or no user at all
            message               | domain | enabled        | refuses    | free    | pool new by DOMAIN_ANSWERS
            iq-request            | domain | enabled        | not a user | free    | pool new by DOMAIN_ANSWERS
            # none of our domains
            message               | none   | enabled        | not a user | free    | return service-unavailable by NO_HOME
            # refused by policy: reveal nothing
            message               | new    | enabled        | refuses    | free    | return service-unavailable by POLICY_REFUSES
            presence              | new    | enabled        | refuses    | free    | drop by POLICY_REFUSES
            iq-error              | new    | enabled        | refuses    | free    | drop by POLICY_REFUSES
            # PublicUnverified, contact not added
            message               | new    | enabled        | admits     | added   | pool new by USER_HOMED
            message               | new    | enabled        | admits     | missing | return service-unavailable by CONTACT_NOT_ADDED
            presence-subscription | new    | enabled        | admits     | missing | return service-unavailable by CONTACT_NOT_ADDED
            presence              | new    | enabled        | admits     | missing | drop by CONTACT_NOT_ADDED
            iq-request            | new    | enabled        | admits     | missing | return service-unavailable by CONTACT_NOT_ADDED
            # an answer was asked for
            iq-result             | new    | enabled        | admits     | missing | pool new by USER_HOMED
            message-error         | new    | enabled        | admits     | missing | pool new by USER_HOMED
            # accepted before the pause
            message               | new    | paused         | admits     | free    | pool new by USER_HOMED
            # not enabled: fail closed
            message               | new    | unknown        | admits     | free    | return service-unavailable by PARTNER_NOT_ENABLED
            message               | new    | legacy         | admits     | free    | return service-unavailable by PARTNER_NOT_ENABLED
            message               | new    | staged         | admits     | free    | return service-unavailable by PARTNER_NOT_ENABLED
            presence              | new    | legacy         | admits     | free    | drop by PARTNER_NOT_ENABLED
            """)
    void fromPartnersToLocalUsers(
            String kind, String home, String partner, String access, String contact, String expected) {
        Route route = Routing.decide(
                StanzaKind.ofWire(kind),
                new Origin.FromPartner(),
                home(home),
                partner(partner),
                access(access),
                contacts(contact));

        assertThat(words(route)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1}, recipient {2}, partner {3}: {4}")
    @CsvSource(delimiter = '|', textBlock = """
            message  | via legacy          | new    | legacy         | pool new by USER_HOMED
            message  | via legacy          | new    | staged         | pool new by USER_HOMED
            message  | via legacy, closed  | new    | legacy         | pool new by USER_HOMED
            message  | via legacy          | new    | unknown        | pool new by USER_HOMED
            message  | via legacy          | moving | legacy         | hold by USER_MOVING
            message  | via legacy          | domain | legacy         | pool new by DOMAIN_ANSWERS
            message  | via legacy          | none   | legacy         | return service-unavailable by NO_HOME
            message  | via legacy          | new    | enabled        | pool new by LEGACY_STRAGGLER
            message  | via legacy          | new    | paused         | pool new by LEGACY_STRAGGLER
            # the old way is closed: whoever asks is told, whoever the recipient is; answers still pass
            message  | via legacy, closed  | new    | unknown        | pool new by USER_HOMED
            message  | via legacy, closed  | new    | staged         | pool new by USER_HOMED
            message  | via legacy, closed  | new    | enabled        | return policy-violation by OLD_WAY_CLOSED
            message  | via legacy, closed  | new    | not confirming | return policy-violation by OLD_WAY_CLOSED
            message  | via legacy, closed  | new    | not rolled out | return policy-violation by OLD_WAY_CLOSED
            message  | via legacy, closed  | new    | paused         | return policy-violation by OLD_WAY_CLOSED
            message  | via legacy, closed  | moving | enabled        | return policy-violation by OLD_WAY_CLOSED
            message  | via legacy, closed  | domain | enabled        | return policy-violation by OLD_WAY_CLOSED
            message  | via legacy, closed  | none   | enabled        | return policy-violation by OLD_WAY_CLOSED
            presence-subscription | via legacy, closed | new | enabled | return policy-violation by OLD_WAY_CLOSED
            iq-request | via legacy, closed | new   | enabled        | return policy-violation by OLD_WAY_CLOSED
            presence | via legacy, closed  | new    | enabled        | drop by OLD_WAY_CLOSED
            iq-result | via legacy, closed | new    | enabled        | pool new by LEGACY_STRAGGLER
            message-error | via legacy, closed | new | enabled       | pool new by LEGACY_STRAGGLER
            message-error | via legacy, closed | moving | enabled    | hold by USER_MOVING
            message  | colleague on legacy | new    | unknown        | pool new by COLLEAGUE
            message  | colleague on legacy | moving | unknown        | hold by USER_MOVING
            message  | colleague on legacy | legacy | unknown        | return recipient-unavailable by HANDED_OVER_IN_VAIN
            message  | colleague on legacy | domain | unknown        | pool new by DOMAIN_ANSWERS
            """)
    void viaTheLegacyGatewayAndBetweenColleagues(
            String kind, String origin, String home, String partner, String expected) {
        Route route = Routing.decide(
                StanzaKind.ofWire(kind),
                origin(origin),
                home(home),
                partner(partner),
                access("admits"),
                contacts("missing"));

        assertThat(words(route)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "to {0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            new    | pool new by RETURNED
            legacy | pool legacy by RETURNED
            moving | hold by USER_MOVING
            domain | pool new by RETURNED
            none   | drop by NO_HOME
            """)
    void errorsGoBackWithoutAskingPolicyOrPartner(String home, String expected) {
        assertThat(words(Routing.decideReturned(home(home)))).isEqualTo(expected);
    }

    @Test
    @DisplayName("RFC 6120 §8.2.3, §8.3.1: errors, results and presence are never answered with an error")
    @Spec(I5)
    void neverAnswersWhatMayNotBeAnswered() {
        for (Case each : everything()) {
            Route route = each.decide();
            if (!each.kind().mayBeAnsweredWithError()) {
                assertThat(route).as(each.toString()).isNotInstanceOf(Route.Return.class);
            } else if (route instanceof Route.Drop drop) {
                assertThat(drop.rule()).as(each.toString()).isEqualTo(Rule.PRESENCE_FROM_OTHER_POOL);
            }
        }
    }

    @Test
    @DisplayName("what a pool sends to a partner never goes to a pool, what a partner sends never back to partners")
    void keepsTheDirection() {
        for (Case each : everything()) {
            Route route = each.decide();
            switch (each.origin()) {
                case Origin.Captured captured -> {
                    assertThat(route).as(each.toString()).isNotInstanceOf(Route.ToPool.class);
                    if (captured.loops()) {
                        assertThat(route).as(each.toString()).isNotInstanceOf(Route.ToLegacyGateway.class);
                    }
                }
                case Origin.FromPartner _, Origin.ViaLegacyGateway _, Origin.HandedOver _ ->
                    assertThat(route)
                            .as(each.toString())
                            .isNotInstanceOfAny(Route.ToEdge.class, Route.ToLegacyGateway.class);
            }
        }
    }

    private record Case(
            StanzaKind kind, Origin origin, Home home, PartnerState partner, Access access, Contacts contacts) {
        Route decide() {
            return Routing.decide(kind, origin, home, partner, access, contacts);
        }
    }

    private static List<Case> everything() {
        List<Case> cases = new ArrayList<>();
        for (StanzaKind kind : StanzaKind.values()) {
            for (String origin : List.of(
                    "from legacy",
                    "from new",
                    "from partner",
                    "via legacy",
                    "via legacy, closed",
                    "colleague on legacy")) {
                for (String home : List.of("new", "legacy", "moving", "domain", "none")) {
                    for (String partner : List.of(
                            "unknown",
                            "unknown, legacy linked",
                            "legacy",
                            "staged",
                            "enabled",
                            "not confirming",
                            "not rolled out",
                            "paused")) {
                        for (String access : List.of("admits", "refuses", "not a user")) {
                            for (String contact : List.of("free", "added", "missing")) {
                                cases.add(new Case(
                                        kind,
                                        origin(origin),
                                        home(home),
                                        partner(partner),
                                        access(access),
                                        contacts(contact)));
                            }
                        }
                    }
                }
            }
        }
        return cases;
    }
}
