package org.rehome.gateway.api;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.gateway.home.Home;
import org.rehome.gateway.route.Decision;
import org.rehome.gateway.route.Knowledge;
import org.rehome.gateway.route.Route;
import org.rehome.gateway.route.Router;
import org.rehome.gateway.route.Rule;
import org.rehome.rest.Problem;

/// Why a stanza goes where it goes.
@Path("/routes")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "routes")
public class RoutesResource {
    private static final String EDGE = "edge";
    private static final String LEGACY_GATEWAY = "legacy-gateway";

    private final RunningGateway gateway;

    RoutesResource(RunningGateway gateway) {
        this.gateway = gateway;
    }

    /// The way asked for, and the way back.
    @Schema(name = "Explanation")
    public record Explanation(RouteAnswer route, RouteAnswer reverse) {}

    private enum Side {
        LOCAL,
        PARTNER,
        FOREIGN
    }

    @GET
    @Path("/explain")
    @Operation(
            summary = "Explain which rule decides where a stanza goes, from which facts, and the same for the way back",
            description = "One address is a local one. A stanza of a local user is taken to come from her home pool,"
                    + " unless pool names another; one of a partner from an edge, unless via is legacy-gateway: then it"
                    + " is one for a user who does not live on the legacy server.")
    public Explanation explain(
            @Parameter(example = "user1@example.test") @QueryParam("from") @Nullable String from,
            @Parameter(example = "peer1@partner1.test") @QueryParam("to") @Nullable String to,
            @Parameter(description = "message, presence, presence-subscription, iq-request, …")
                    @QueryParam("kind")
                    @DefaultValue("message")
                    String kind,
            @Parameter(description = "The pool that the local user's stanza comes from") @QueryParam("pool") @Nullable
                    String pool,
            @Parameter(description = "By which way the partner's stanza comes: edge, or legacy-gateway")
                    @QueryParam("via")
                    @DefaultValue(EDGE)
                    String via) {
        Jid sender = address("from", from);
        Jid recipient = address("to", to);
        StanzaKind stanzaKind = kind(kind);
        Knowledge known = gateway.get().known();
        Side fromSide = side(sender, known);
        Side toSide = side(recipient, known);
        if (fromSide == Side.LOCAL && toSide == Side.LOCAL) {
            throw Problem.badRequest("to", "both addresses are local: the pools carry that by themselves");
        }
        if (fromSide != Side.LOCAL && toSide != Side.LOCAL) {
            throw Problem.badRequest("from", "neither address is at a local domain");
        }
        boolean old = byLegacyGateway(via);
        return fromSide == Side.LOCAL
                ? new Explanation(
                        outbound(sender, recipient, stanzaKind, pool), inbound(recipient, sender, stanzaKind, old))
                : new Explanation(
                        inbound(sender, recipient, stanzaKind, old), outbound(recipient, sender, stanzaKind, pool));
    }

    private static Side side(Jid address, Knowledge known) {
        if (known.partners().covering(address.domain()).isPresent()) {
            return Side.PARTNER;
        }
        return known.domains().find(address.domain()).isPresent() ? Side.LOCAL : Side.FOREIGN;
    }

    private RouteAnswer outbound(Jid from, Jid to, StanzaKind kind, @Nullable String pool) {
        Router router = gateway.get().router();
        Decision decision = router.outbound(pool(pool, router.home(from)), from, to, kind);
        return RouteAnswer.of("outbound", from, to, kind, decision, hasLegacyGateway());
    }

    private RouteAnswer inbound(Jid from, Jid to, StanzaKind kind, boolean byLegacyGateway) {
        Router router = gateway.get().router();
        Decision decision = arriving(
                byLegacyGateway ? router.handedOver(legacyGateway(), from, to, kind) : router.inbound(from, to, kind),
                to);
        return RouteAnswer.of("inbound", from, to, kind, decision, hasLegacyGateway());
    }

    private static boolean byLegacyGateway(String via) {
        return switch (via) {
            case EDGE -> false;
            case LEGACY_GATEWAY -> true;
            default -> throw Problem.badRequest("via", "\"" + via + "\" is neither edge nor legacy-gateway");
        };
    }

    private PoolName legacyGateway() {
        return gateway.get()
                .known()
                .pools()
                .legacyGateway()
                .orElseThrow(() -> Problem.badRequest("via", "no legacy gateway is linked"))
                .pool();
    }

    private boolean hasLegacyGateway() {
        return gateway.get().known().pools().legacyGateway().isPresent();
    }

    /// What the router does not know: the pool's hook has yet to say that she is home.
    private Decision arriving(Decision decision, Jid to) {
        return decision.route() instanceof Route.ToPool
                        && decision.home() instanceof Home.Homed homed
                        && gateway.get().arrivals().isAwaited(to, homed)
                ? decision.with(new Route.Hold(Rule.ARRIVING))
                : decision;
    }

    private PoolName pool(@Nullable String asked, Home home) {
        if (asked != null) {
            PoolName pool = new PoolName(asked);
            if (gateway.get().known().pools().find(pool).isEmpty()) {
                throw Problem.badRequest("pool", "there is no pool \"" + pool + "\"");
            }
            return pool;
        }
        return switch (home) {
            case Home.Homed homed -> homed.pool();
            case Home.Moving moving -> moving.from();
            case Home.OfDomain domain -> domain.pool();
            case Home.Nowhere() -> throw new IllegalStateException("a local address has a home");
        };
    }

    private static Jid address(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw Problem.badRequest(field, "it is missing");
        }
        try {
            return Jid.parse(text);
        } catch (InvalidAddress e) {
            throw Problem.badRequest(field, String.valueOf(e.getMessage()));
        }
    }

    private static StanzaKind kind(String text) {
        try {
            return StanzaKind.ofWire(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest(
                    "kind",
                    "\"" + text + "\" is none of "
                            + Arrays.stream(StanzaKind.values())
                                    .map(StanzaKind::wire)
                                    .collect(Collectors.joining(", ")));
        }
    }
}
