package org.rehome.gateway.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.gateway.partner.PartnerSettings;

/// The settings of a partner as they are put; what is left out has the legacy product's default.
@Schema(
        name = "PartnerSettings",
        description = "Settings of a partner, with the names of the legacy product; what is left out has its default")
public record PartnerBody(
        @Schema(examples = "Fabrikam") @Nullable String description,

        @Schema(description = "More domains of the same partner", examples = "[]") @Nullable
        List<Domain> additionalDomains,

        @Schema(defaultValue = "PublicUnverified") @Nullable PartnerType partnerType,
        @Schema(defaultValue = "Required") @Nullable Negotiation tlsNegotiation,
        @Schema(defaultValue = "Required") @Nullable Negotiation saslNegotiation,
        @Schema(defaultValue = "true") @Nullable Boolean supportDialbackNegotiation,
        @Schema(defaultValue = "true") @Nullable Boolean enableKeepAlive,

        @Schema(defaultValue = "20", minimum = "1", maximum = "1000") @Nullable
        Integer connectionLimit,

        @Schema(description = "Static next hop instead of SRV records: host or host:port") @Nullable
        String proxyFqdn,

        @Schema(
                description =
                        "SHA-256, 64 hex digits, of the certificates of which one must prove the partner's domain",
                examples = "[]")
        @Nullable
        List<String> certificatePins,

        @Schema(defaultValue = "Automatic", description = "How the partner confirms what it is sent") @Nullable
        Confirmation confirmation,

        @Schema(
                defaultValue = "0",
                minimum = "0",
                description = "Stanzas a second that are read of it; 0: as many as come")
        @Nullable
        Integer stanzaRate,

        @Schema(
                defaultValue = "0",
                minimum = "0",
                description = "Bytes a second that are read of it; 0: as many as come")
        @Nullable
        Integer byteRate,

        @Schema(defaultValue = "false", description = "SASL EXTERNAL without an authorization identity") @Nullable
        Boolean omitAuthorizationIdentity) {

    Partner settings(Domain domain) {
        Partner defaults = PartnerSettings.defaults(domain);
        return new Partner(
                domain,
                additionalDomains == null ? List.of() : additionalDomains,
                description,
                partnerType == null ? defaults.partnerType() : partnerType,
                tlsNegotiation == null ? defaults.tlsNegotiation() : tlsNegotiation,
                saslNegotiation == null ? defaults.saslNegotiation() : saslNegotiation,
                supportDialbackNegotiation == null ? defaults.supportDialbackNegotiation() : supportDialbackNegotiation,
                enableKeepAlive == null ? defaults.enableKeepAlive() : enableKeepAlive,
                connectionLimit == null ? defaults.connectionLimit() : connectionLimit,
                proxyFqdn,
                certificatePins == null ? List.of() : PartnerSettings.pins(certificatePins),
                confirmation == null ? defaults.confirmation() : confirmation,
                stanzaRate == null ? defaults.stanzaRate() : stanzaRate,
                byteRate == null ? defaults.byteRate() : byteRate,
                omitAuthorizationIdentity == null ? defaults.omitAuthorizationIdentity() : omitAuthorizationIdentity);
    }
}
