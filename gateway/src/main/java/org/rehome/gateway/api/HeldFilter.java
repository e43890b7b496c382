package org.rehome.gateway.api;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.HeldStanza;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.Partners;
import org.rehome.rest.Problem;

/// Which held stanzas are asked for; and how what names some of them is read.
final class HeldFilter {

    private HeldFilter() {}

    /// @throws Problem 400 when it is neither of the two
    static Direction direction(String text) {
        return Direction.ofWire(text)
                .orElseThrow(() ->
                        Problem.badRequest("direction", "\"" + text + "\" is none of inbound, outbound and legacy"));
    }

    static Set<Direction> directions(@Nullable String text) {
        return text == null ? EnumSet.allOf(Direction.class) : EnumSet.of(direction(text));
    }

    /// The partner that has this domain.
    ///
    /// @throws Problem 400 when it is no domain, or no partner's
    static Lifecycle partner(String text, Partners partners) {
        try {
            return partners.covering(Domain.parse(text))
                    .orElseThrow(() -> Problem.badRequest("partner", "there is no partner \"" + text + "\""));
        } catch (InvalidAddress e) {
            throw Problem.badRequest("partner", String.valueOf(e.getMessage()));
        }
    }

    /// @param partner one of the partner's domains; null for all
    /// @param user the bare address of a local user; null for all
    /// @param lane null for all
    static Predicate<HeldStanza> wanted(
            @Nullable String partner, @Nullable String user, @Nullable String lane, Partners partners) {
        Optional<Partner> ofPartner =
                Optional.ofNullable(partner).map(text -> partner(text, partners).settings());
        Optional<Jid> ofUser = Optional.ofNullable(user).map(HeldFilter::bare);
        return held -> ofPartner.map(each -> each.covers(held.peer().domain())).orElse(true)
                && ofUser.map(each -> each.equals(held.local().bare())).orElse(true)
                && (lane == null || lane.equals(held.lane()));
    }

    private static Jid bare(String text) {
        try {
            Jid user = Jid.parse(text);
            if (user.isBare()) {
                return user;
            }
            throw Problem.badRequest("user", user + " is not a bare address");
        } catch (InvalidAddress e) {
            throw Problem.badRequest("user", String.valueOf(e.getMessage()));
        }
    }
}
