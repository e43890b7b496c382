package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Access;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.route.Contacts;
import org.rehome.gateway.route.Decision;
import org.rehome.gateway.route.PartnerState;
import org.rehome.gateway.route.Route;

/// A route in one direction, the rule that decides it, and the facts that the rule looks at.
@Schema(name = "Route")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteAnswer(
        @Schema(enumeration = {"inbound", "outbound"}) String direction,
        Jid from,
        Jid to,
        String kind,

        @Schema(enumeration = {"pool", "edge", "legacy-gateway", "hold", "return", "drop"})
        String route,

        @Schema(description = "The pool that it goes to") @Nullable
        String pool,

        @Schema(description = "The stanza error that goes back") @Nullable
        String condition,

        @Schema(description = "What really happens, where that differs from the rule") @Nullable
        String note,

        @Schema(examples = "partner-enabled") String rule,

        @Schema(examples = "the partner is enabled and policy admits the user")
        String because,

        FactsAnswer facts) {

    /// What was known.
    @Schema(name = "RouteFacts")
    public record FactsAnswer(HomeAnswer home, PartnerFacts partner, PolicyFacts policy, String contact) {}

    /// Where the local address lives.
    @Schema(name = "HomeFacts")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HomeAnswer(
            @Schema(enumeration = {"homed", "moving", "domain", "nowhere"})
            String state,

            @Nullable String pool,
            @Nullable Long epoch,
            @Nullable String movingTo,
            @Nullable String move,
            @Nullable String domain) {

        static HomeAnswer of(Home home) {
            return switch (home) {
                case Home.Homed homed -> new HomeAnswer("homed", homed.pool().value(), homed.epoch(), null, null, null);
                case Home.Moving moving ->
                    new HomeAnswer(
                            "moving",
                            moving.from().value(),
                            moving.epoch(),
                            moving.to().value(),
                            moving.move(),
                            null);
                case Home.OfDomain(var domain, var pool) ->
                    new HomeAnswer("domain", pool.value(), null, null, null, domain.name());
                case Home.Nowhere() -> new HomeAnswer("nowhere", null, null, null, null, null);
            };
        }
    }

    /// The partner's state.
    @Schema(name = "PartnerFacts")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PartnerFacts(
            @Nullable String domain,

            @Schema(enumeration = {"unknown", "legacy", "enabled", "paused"})
            String state,

            @Nullable Long version,
            @Nullable String partnerType,
            @Nullable Boolean confirming) {

        static PartnerFacts of(Decision decision) {
            Boolean confirming =
                    decision.partner() instanceof PartnerState.Enabled enabled ? enabled.confirming() : null;
            return decision.configured()
                    .map(found -> new PartnerFacts(
                            found.settings().domain().name(),
                            found.name(),
                            found.version(),
                            found.settings().partnerType().name(),
                            confirming))
                    .orElseGet(() -> new PartnerFacts(null, "unknown", null, null, null));
        }
    }

    /// The access policy in force for the local address.
    @Schema(name = "PolicyFacts")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PolicyFacts(
            @Schema(enumeration = {"admits", "refuses", "not-a-user"})
            String verdict,

            @Nullable String policy,
            @Nullable String scope,
            @Nullable String reason) {

        static PolicyFacts of(Access access) {
            return switch (access) {
                case Access.Admitted(var policy, var scope) ->
                    new PolicyFacts("admits", policy, scope.name().toLowerCase(Locale.ROOT), null);
                case Access.Refused(var policy, var scope, var reason) ->
                    new PolicyFacts("refuses", policy, scope.name().toLowerCase(Locale.ROOT), reason);
                case Access.NotAUser() -> new PolicyFacts("not-a-user", null, null, null);
            };
        }
    }

    static RouteAnswer of(String direction, Jid from, Jid to, StanzaKind kind, Decision decision) {
        Route route = decision.route();
        return new RouteAnswer(
                direction,
                from,
                to,
                kind.wire(),
                name(route),
                route instanceof Route.ToPool target ? target.pool().value() : null,
                route instanceof Route.Return back ? back.condition().wire() : null,
                note(route),
                route.rule().wire(),
                route.rule().text(),
                new FactsAnswer(
                        HomeAnswer.of(decision.home()),
                        PartnerFacts.of(decision),
                        PolicyFacts.of(decision.access()),
                        contact(decision.contacts())));
    }

    private static String name(Route route) {
        return switch (route) {
            case Route.ToPool _ -> "pool";
            case Route.ToEdge _ -> "edge";
            case Route.ToLegacyGateway _ -> "legacy-gateway";
            case Route.Hold _ -> "hold";
            case Route.Return _ -> "return";
            case Route.Drop _ -> "drop";
        };
    }

    private static @Nullable String note(Route route) {
        return switch (route) {
            case Route.ToLegacyGateway _ ->
                "no legacy gateway is linked: the sender gets remote-server-not-found (legacy-gateway-not-linked)";
            case Route.ToPool _, Route.ToEdge _, Route.Hold _, Route.Return _, Route.Drop _ -> null;
        };
    }

    private static String contact(Contacts contacts) {
        return switch (contacts) {
            case Contacts.NotNeeded() -> "not-needed";
            case Contacts.Added() -> "added";
            case Contacts.Missing() -> "missing";
        };
    }
}
