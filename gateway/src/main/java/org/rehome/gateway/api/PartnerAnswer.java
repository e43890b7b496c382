package org.rehome.gateway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.gateway.partner.AuthenticationMethod;
import org.rehome.gateway.partner.Lifecycle;
import org.rehome.gateway.partner.NegotiationMatrix;
import org.rehome.gateway.partner.Partners;
import org.rehome.gateway.route.Knowledge;

/// A partner as it is.
@Schema(name = "Partner")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PartnerAnswer(
        @Schema(examples = "partner1.test") Domain domain,
        @Schema(examples = "Fabrikam") @Nullable String description,
        @Schema(examples = "[\"conference.partner1.test\"]") List<Domain> additionalDomains,
        @Schema(examples = "Federated") PartnerType partnerType,
        @Schema(examples = "Required") Negotiation tlsNegotiation,
        @Schema(examples = "Required") Negotiation saslNegotiation,
        @Schema(examples = "true") boolean supportDialbackNegotiation,
        @Schema(examples = "true") boolean enableKeepAlive,
        @Schema(examples = "20") int connectionLimit,

        @Schema(examples = "xmpp.partner1.test:5269") @Nullable
        String proxyFqdn,

        @Schema(
                description =
                        "Of these certificates (SHA-256, hex) one must prove its domain; empty: any that is trusted",
                examples = "[]")
        List<String> certificatePins,

        @Schema(examples = "Automatic") Confirmation confirmation,
        @Schema(examples = "0") int stanzaRate,
        @Schema(examples = "0") int byteRate,
        @Schema(examples = "false") boolean omitAuthorizationIdentity,

        @Schema(
                examples = "enabled",
                enumeration = {"legacy", "staged", "switching", "enabled", "paused"})
        String state,

        @Schema(description = "The last switch between the legacy gateway and the edges") @Nullable
        SwitchAnswer lastSwitch,

        @Schema(description = "The way of each pair of domains")
        List<PairAnswer> pairs,

        @Schema(description = "What still comes by the legacy gateway, although the partner is enabled")
        List<StragglerAnswer> stragglers,

        @Schema(description = "That this is refused; left out while it is delivered") @Nullable
        ClosedAnswer oldWayClosed,

        @Schema(description = "Every local domain's traffic to the partner goes by an edge", examples = "true")
        boolean confirmingOutbound,

        @Schema(description = "The pairs whose traffic does", examples = "[\"example.test>partner1.test\"]")
        List<String> confirmingPairs,

        @Schema(
                description = "What was missing when it was enabled by force",
                examples = "links: not open: injection to pool legacy")
        @Nullable
        String forced,

        @Schema(description = "Whose outbound traffic goes by an edge, if not everybody's") @Nullable
        RolloutBody rollout,

        @Schema(description = "Why it was paused or returned", examples = "maintenance at the partner") @Nullable
        String reason,

        @Schema(
                description = "How its streams are authenticated, in the order of preference",
                examples = "[\"SASL over TLS\", \"TLS dialback\"]")
        List<String> authentication,

        @Schema(description = "What to know about the settings", examples = "[]")
        List<String> warnings,

        @Schema(description = "also the ETag", examples = "3")
        long version) {

    static PartnerAnswer of(Lifecycle partner, Knowledge known) {
        Partner settings = partner.settings();
        NegotiationMatrix.Row row = NegotiationMatrix.row(settings);
        List<String> confirming = new ArrayList<>();
        List<PairAnswer> pairs = new ArrayList<>();
        List<Domain> locals = known.domains().all();
        for (Domain local : locals) {
            if (known.ways().way(local, settings.domain()).side() == Side.Edge) {
                confirming.add(LaneStanza.outboundLane(local, settings.domain()));
            }
            Partners.domains(settings).forEach(each -> pairs.add(PairAnswer.of(local, each, known.ways())));
        }
        return new PartnerAnswer(
                settings.domain(),
                settings.description(),
                settings.additionalDomains(),
                settings.partnerType(),
                settings.tlsNegotiation(),
                settings.saslNegotiation(),
                settings.supportDialbackNegotiation(),
                settings.enableKeepAlive(),
                settings.connectionLimit(),
                settings.proxyFqdn(),
                settings.pins(),
                settings.confirmation(),
                settings.stanzaRate(),
                settings.byteRate(),
                settings.omitAuthorizationIdentity(),
                partner.name(),
                SwitchAnswer.of(partner, known.reports()),
                pairs,
                known.stragglers().of(settings).stream()
                        .map(StragglerAnswer::of)
                        .toList(),
                ClosedAnswer.of(partner.oldWayClosed()),
                partner instanceof Lifecycle.Enabled && !locals.isEmpty() && confirming.size() == locals.size(),
                confirming,
                forced(partner),
                rollout(partner),
                reason(partner),
                NegotiationMatrix.methods(settings).stream()
                        .map(AuthenticationMethod::text)
                        .toList(),
                warnings(settings, row, known),
                partner.version());
    }

    private static List<String> warnings(Partner settings, NegotiationMatrix.Row row, Knowledge known) {
        List<String> warnings = new ArrayList<>(row.warnings());
        boolean unseeded = Partners.domains(settings).stream()
                .allMatch(domain -> known.contacts().count(domain) == 0);
        if (settings.partnerType() == PartnerType.PublicUnverified && unseeded) {
            warnings.add("nobody has added a contact at this PublicUnverified partner: it reaches nobody");
        }
        return warnings;
    }

    private static @Nullable String forced(Lifecycle partner) {
        return switch (partner) {
            case Lifecycle.Enabled enabled -> enabled.forced();
            case Lifecycle.Legacy _, Lifecycle.Staged _, Lifecycle.Paused _, Lifecycle.Switching _ -> null;
        };
    }

    private static @Nullable RolloutBody rollout(Lifecycle partner) {
        return switch (partner) {
            case Lifecycle.Enabled enabled -> RolloutBody.of(enabled.rollout());
            case Lifecycle.Paused paused -> RolloutBody.of(paused.rollout());
            case Lifecycle.Legacy _, Lifecycle.Staged _ -> null;
            case Lifecycle.Switching(var event) -> RolloutBody.of(event.rollout());
        };
    }

    private static @Nullable String reason(Lifecycle partner) {
        return switch (partner) {
            case Lifecycle.Legacy legacy -> legacy.reason();
            case Lifecycle.Paused paused -> paused.reason();
            case Lifecycle.Staged _, Lifecycle.Enabled _ -> null;
            case Lifecycle.Switching(var event) -> event.reason();
        };
    }
}
