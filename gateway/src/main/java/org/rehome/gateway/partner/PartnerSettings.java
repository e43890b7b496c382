package org.rehome.gateway.partner;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;

/// The settings of a partner: the legacy product's defaults, and what makes settings acceptable.
public final class PartnerSettings {
    public static final PartnerType DEFAULT_TYPE = PartnerType.PublicUnverified;
    public static final Negotiation DEFAULT_NEGOTIATION = Negotiation.Required;
    public static final int DEFAULT_CONNECTION_LIMIT = 20;

    /// The legacy product's limit for all partners together: no single one gets more.
    private static final int MAX_CONNECTION_LIMIT = 1000;

    private static final int MAX_STANZA_RATE = 1_000_000;

    /// Less would hold a stream up for minutes behind one large stanza.
    private static final int MIN_BYTE_RATE = 10_000;

    private static final int MAX_BYTE_RATE = 1_000_000_000;
    private static final int MAX_DESCRIPTION = 1024;
    private static final int MAX_ADDITIONAL_DOMAINS = 100;

    /// The certificates of several servers, and the next one of each.
    private static final int MAX_PINS = 20;

    private static final Pattern PIN = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,252}[a-zA-Z0-9])?(:[1-9][0-9]{0,4})?");

    private PartnerSettings() {}

    /// What is wrong with one setting.
    public record Fault(String field, String reason) {}

    /// The settings of a partner of whom only the domain is given.
    public static Partner defaults(Domain domain) {
        return new Partner(
                domain,
                List.of(),
                null,
                DEFAULT_TYPE,
                DEFAULT_NEGOTIATION,
                DEFAULT_NEGOTIATION,
                true,
                true,
                DEFAULT_CONNECTION_LIMIT,
                null);
    }

    /// Everything that is wrong with the settings by themselves; empty when they are acceptable.
    public static List<Fault> check(Partner partner) {
        List<Fault> faults = new ArrayList<>();
        checkAdditionalDomains(partner, faults);
        String description = partner.description();
        if (description != null && description.length() > MAX_DESCRIPTION) {
            faults.add(new Fault("description", "it is longer than " + MAX_DESCRIPTION + " characters"));
        }
        if (partner.connectionLimit() < 1 || partner.connectionLimit() > MAX_CONNECTION_LIMIT) {
            faults.add(new Fault(
                    "connectionLimit", partner.connectionLimit() + " is not from 1 to " + MAX_CONNECTION_LIMIT));
        }
        checkProxy(partner.proxyFqdn(), faults);
        checkPins(partner, faults);
        checkRate("stanzaRate", partner.stanzaRate(), 1, MAX_STANZA_RATE, faults);
        checkRate("byteRate", partner.byteRate(), MIN_BYTE_RATE, MAX_BYTE_RATE, faults);
        NegotiationMatrix.row(partner)
                .refusal()
                .ifPresent(reason -> faults.add(new Fault(negotiationField(partner), reason)));
        return faults;
    }

    private static void checkAdditionalDomains(Partner partner, List<Fault> faults) {
        if (partner.additionalDomains().size() > MAX_ADDITIONAL_DOMAINS) {
            faults.add(new Fault("additionalDomains", "there are more than " + MAX_ADDITIONAL_DOMAINS));
        }
        Set<Domain> seen = new HashSet<>(Set.of(partner.domain()));
        for (Domain each : partner.additionalDomains()) {
            if (!seen.add(each)) {
                faults.add(new Fault("additionalDomains", each + " is listed twice"));
            }
        }
    }

    private static void checkRate(String field, int rate, int least, int most, List<Fault> faults) {
        if (rate != 0 && (rate < least || rate > most)) {
            faults.add(new Fault(field, rate + " is neither 0, for no limit, nor from " + least + " to " + most));
        }
    }

    private static void checkProxy(@Nullable String proxy, List<Fault> faults) {
        if (proxy == null) {
            return;
        }
        int colon = proxy.indexOf(':');
        boolean portInRange = colon < 0 || (proxy.length() - colon <= 6 && port(proxy.substring(colon + 1)) <= 65535);
        if (!HOST.matcher(proxy).matches() || !portInRange) {
            faults.add(new Fault("proxyFqdn", "\"" + proxy + "\" is no host name, with or without :port"));
        }
    }

    /// Pins as people copy them, with colons and capitals, in the one form that is compared.
    public static List<String> pins(List<String> given) {
        return given.stream()
                .map(each -> each.replace(":", "").toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void checkPins(Partner partner, List<Fault> faults) {
        List<String> pins = partner.pins();
        if (pins.size() > MAX_PINS) {
            faults.add(new Fault("certificatePins", "there are more than " + MAX_PINS));
        }
        pins.stream()
                .filter(each -> !PIN.matcher(each).matches())
                .findFirst()
                .ifPresent(wrong -> faults.add(
                        new Fault("certificatePins", "\"" + wrong + "\" is no SHA-256 of 64 hexadecimal digits")));
        if (!pins.isEmpty() && NegotiationMatrix.methods(partner).isEmpty()) {
            faults.add(new Fault(
                    "certificatePins",
                    "nothing could authenticate the partner: a pinned certificate needs TLS and SASL"));
        }
    }

    private static int port(String digits) {
        return digits.isEmpty() || !digits.chars().allMatch(Character::isDigit)
                ? Integer.MAX_VALUE
                : Integer.parseInt(digits);
    }

    // the setting that an operator would change first
    private static String negotiationField(Partner partner) {
        return partner.saslNegotiation() == Negotiation.NotSupported ? "saslNegotiation" : "tlsNegotiation";
    }
}
