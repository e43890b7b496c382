package org.rehome.edge.socket;

import java.util.Optional;
import org.rehome.edge.negotiation.Authentication;
import org.rehome.edge.negotiation.InboundEvent;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.xmpp.stream.StreamErrorCondition;

/// What a change of the partners' standing or settings means for an inbound stream (docs/partner-settings.md).
final class SettingsChange {

    private SettingsChange() {}

    /// @return empty when the stream may go on
    static Optional<InboundEvent> of(Partners partners, StreamDetails details, PartnerPlace place) {
        boolean admitted = details.partners().stream()
                .allMatch(each ->
                        partners.find(each).filter(KnownPartner::admitted).isPresent());
        if (!admitted) {
            return Optional.of(new InboundEvent.EndWanted(false));
        }
        boolean allowed = details.pairs().entrySet().stream()
                .allMatch(each -> allows(partners, details, each.getKey(), each.getValue()));
        if (!allowed) {
            return Optional.of(
                    new InboundEvent.Forbidden(StreamErrorCondition.RESET, "the partner's settings have changed"));
        }
        return place.isSurplus()
                ? Optional.of(new InboundEvent.Forbidden(
                        StreamErrorCondition.POLICY_VIOLATION, "more streams than connectionLimit"))
                : Optional.empty();
    }

    /// Whether the partner's settings allow what authenticates a pair on the stream.
    static boolean allows(Partners partners, StreamDetails details, DomainPair pair, Authentication method) {
        return partners.find(pair.partner())
                .filter(partner -> method.allowedBy(partner.rules(), details.encrypted()))
                .isPresent();
    }
}
