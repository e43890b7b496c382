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
import org.rehome.gateway.route.Rule;

/// A route in one direction, the rule that decides it, and the facts that the rule looks at.
@Schema(name = "Route")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteAnswer(
        @Schema(
                examples = "outbound",
                enumeration = {"inbound", "outbound"})
        String direction,

        @Schema(examples = "user1@example.test") Jid from,
        @Schema(examples = "peer1@partner1.test") Jid to,
        @Schema(examples = "message") String kind,

        @Schema(
                examples = "edge",
                enumeration = {"pool", "edge", "legacy-gateway", "hold", "return", "drop"})
        String route,

        @Schema(description = "The pool that it goes to", examples = "new") @Nullable
        String pool,

        @Schema(description = "The stanza error that goes back", examples = "remote-server-not-found") @Nullable
        String condition,

        @Schema(
                description = "What really happens, where that differs from the rule",
                examples = "no legacy gateway is linked: the sender gets remote-server-not-found")
        @Nullable
        String note,

        @Schema(examples = "partner-enabled") String rule,

        @Schema(examples = "the partner is enabled and policy admits the user")
        String because,

        FactsAnswer facts) {

    /// What was known.
    @Schema(name = "RouteFacts")
    public record FactsAnswer(
            HomeAnswer home,
            PartnerFacts partner,
            PolicyFacts policy,

            @Schema(
                    examples = "not-needed",
                    enumeration = {"not-needed", "added", "missing"})
            String contact) {}

    /// Where the local address lives.
    @Schema(name = "HomeFacts")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HomeAnswer(
            @Schema(enumeration = {"homed", "moving", "domain", "nowhere"})
            String state,

            @Schema(examples = "legacy") @Nullable String pool,
            @Schema(examples = "2") @Nullable Long epoch,
            @Schema(examples = "new") @Nullable String movingTo,

            @Schema(examples = "019ab2c4-7d1e-7c53-9a44-0f6a52c3e1b7") @Nullable
            String move,

            @Schema(examples = "example.test") @Nullable String domain) {

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
            @Schema(examples = "partner1.test") @Nullable String domain,

            @Schema(
                    examples = "enabled",
                    enumeration = {"unknown", "legacy", "staged", "enabled", "paused"})
            String state,

            @Schema(examples = "3") @Nullable Long version,
            @Schema(examples = "Federated") @Nullable String partnerType,
            @Schema(examples = "true") @Nullable Boolean confirming,

            @Schema(description = "The local user is among those for whom it is enabled", examples = "true") @Nullable
            Boolean rolledOut,

            @Schema(description = "What it still sends by the legacy gateway is refused", examples = "false") @Nullable
            Boolean oldWayClosed) {

        static PartnerFacts of(Decision decision) {
            PartnerState.Enabled enabled = decision.partner() instanceof PartnerState.Enabled found ? found : null;
            return decision.configured()
                    .map(found -> new PartnerFacts(
                            found.settings().domain().name(),
                            found.name(),
                            found.version(),
                            found.settings().partnerType().name(),
                            enabled == null ? null : enabled.confirming(),
                            enabled == null ? null : enabled.rolledOut(),
                            enabled == null ? null : found.oldWayClosed() != null))
                    .orElseGet(() -> new PartnerFacts(null, "unknown", null, null, null, null, null));
        }
    }

    /// The access policy in force for the local address.
    @Schema(name = "PolicyFacts")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PolicyFacts(
            @Schema(enumeration = {"admits", "refuses", "not-a-user"})
            String verdict,

            @Schema(examples = "global") @Nullable String policy,
            @Schema(examples = "global") @Nullable String scope,

            @Schema(examples = "enableXmppAccess is off") @Nullable
            String reason) {

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

    /// @param legacyGateway whether one is linked
    static RouteAnswer of(
            String direction, Jid from, Jid to, StanzaKind kind, Decision decision, boolean legacyGateway) {
        Route route = decision.route();
        return new RouteAnswer(
                direction,
                from,
                to,
                kind.wire(),
                name(route),
                route instanceof Route.ToPool target ? target.pool().value() : null,
                route instanceof Route.Return back ? back.condition().wire() : null,
                note(route, legacyGateway),
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

    private static @Nullable String note(Route route, boolean legacyGateway) {
        return switch (route) {
            case Route.ToLegacyGateway _
            when !legacyGateway ->
                "no legacy gateway is linked: the sender gets remote-server-not-found (legacy-gateway-not-linked)";
            case Route.Return _
            when route.rule() == Rule.CAPTURED_ON_LEGACY ->
                "the legacy server hands over what is for partners that are enabled or paused; what is for others leaves"
                        + " by its own streams";
            case Route.ToLegacyGateway _, Route.ToPool _, Route.ToEdge _, Route.Hold _, Route.Return _, Route.Drop _ ->
                null;
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
