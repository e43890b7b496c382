package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldOrder;
import org.rehome.contracts.event.FederationEvent.HeldReleaseOrdered;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.Problem;

/// Which held stanzas an order is about: a direction, and a partner or a lane. Texts, so that every wrong one can be
/// named.
@Schema(name = "HeldOrder")
public record HeldBody(
        @Schema(
                examples = "outbound",
                enumeration = {"inbound", "outbound", "legacy"})
        @Nullable
        String direction,

        @Schema(description = "One of the partner's domains; or a lane", examples = "partner1.test") @Nullable
        String partner,

        @Schema(description = "A lane as GET /held shows it; or a partner", examples = "example.test>partner1.test")
        @Nullable
        String lane) {

    /// What was ordered.
    ///
    /// @param before what was received before this instant is covered
    @Schema(name = "HeldOrderGiven")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Given(
            @Schema(enumeration = {"return", "release"}) String order,

            @Schema(enumeration = {"inbound", "outbound", "legacy"})
            String direction,

            @Schema(examples = "partner1.test") @Nullable String partner,

            @Schema(examples = "example.test>partner1.test") @Nullable
            String lane,

            @Schema(description = "What was received before this instant is covered")
            Instant before) {

        static Given of(HeldOrder order) {
            String kind =
                    switch (order) {
                        case HeldReturnOrdered _ -> "return";
                        case HeldReleaseOrdered _ -> "release";
                    };
            String direction = order.direction().wire();
            return switch (order.scope()) {
                case Partner -> new Given(kind, direction, order.name(), null, order.before());
                case Lane -> new Given(kind, direction, null, order.name(), order.before());
            };
        }
    }

    /// What it names, as it is known.
    ///
    /// @param partner whose stanzas they are; null for an inbound lane, which has stanzas of many
    record Named(
            Direction direction,
            HeldScope scope,
            String name,
            @Nullable Lifecycle partner) {}

    /// @throws Problem 400 with what is wrong or missing
    static Named named(@Nullable HeldBody body, Knowledge known) {
        if (body == null) {
            throw Problem.badRequest("body", "it is missing: name a direction, and a partner or a lane");
        }
        if (body.direction() == null) {
            throw Problem.badRequest("direction", "it is missing: say inbound, outbound or legacy");
        }
        Direction direction = HeldFilter.direction(body.direction());
        if (body.partner() != null && body.lane() != null) {
            throw Problem.badRequest("lane", "a partner is named too: name the one or the other");
        }
        if (body.partner() != null) {
            Lifecycle partner = HeldFilter.partner(body.partner(), known.partners());
            return new Named(
                    direction, HeldScope.Partner, partner.settings().domain().name(), partner);
        }
        if (body.lane() == null) {
            throw Problem.badRequest("partner", "neither a partner nor a lane is named: GET /held shows both");
        }
        try {
            return switch (direction) {
                case Inbound -> inbound(Jid.parse(body.lane()), known);
                case Outbound, Legacy -> outbound(direction, body.lane(), known);
            };
        } catch (InvalidAddress e) {
            throw Problem.badRequest("lane", String.valueOf(e.getMessage()));
        }
    }

    private static Named inbound(Jid lane, Knowledge known) {
        if (!lane.isBare()) {
            throw Problem.badRequest(
                    "lane", lane + " is not a bare address: an inbound lane is a local user or domain");
        }
        if (known.domains().find(lane.domain()).isEmpty()) {
            throw Problem.badRequest("lane", lane + " is at no local domain");
        }
        return new Named(Direction.Inbound, HeldScope.Lane, LaneStanza.inboundLane(lane), null);
    }

    private static Named outbound(Direction direction, String lane, Knowledge known) {
        int mark = lane.indexOf('>');
        if (mark < 0) {
            throw Problem.badRequest(
                    "lane", "\"" + lane + "\" is no pair of domains, such as example.test>partner1.test");
        }
        Domain local = Domain.parse(lane.substring(0, mark));
        Domain partner = Domain.parse(lane.substring(mark + 1));
        if (known.domains().find(local).isEmpty()) {
            throw Problem.badRequest("lane", local + " is no local domain");
        }
        Lifecycle configured = known.partners()
                .covering(partner)
                .orElseThrow(() -> Problem.badRequest("lane", partner + " belongs to no partner"));
        return new Named(direction, HeldScope.Lane, LaneStanza.outboundLane(local, partner), configured);
    }
}
