package org.rehome.gateway.partner;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.csv.Flaws;
import org.rehome.contracts.event.FederationEvent.Confirmation;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;

/// The settings that a line of a file gives: an empty field is the default, and a setting of which the file has no
/// column stays as it is.
final class LineSettings {
    private final PartnerFile.Line line;
    private final Partner now;
    private final Partner defaults;
    private final Flaws flaws;

    /// @param now the settings as they are
    LineSettings(PartnerFile.Line line, Partner now, Flaws flaws) {
        this.line = line;
        this.now = now;
        this.defaults = PartnerSettings.defaults(line.domain());
        this.flaws = flaws;
    }

    /// What cannot be read is noted, and stays as it is.
    Partner read() {
        return new Partner(
                line.domain(),
                value("additionalDomains", Partner::additionalDomains, LineSettings::domains),
                text("description", now.description()),
                value("partnerType", Partner::partnerType, text -> constant(PartnerType.values(), text)),
                value("tlsNegotiation", Partner::tlsNegotiation, LineSettings::negotiation),
                value("saslNegotiation", Partner::saslNegotiation, LineSettings::negotiation),
                value("supportDialbackNegotiation", Partner::supportDialbackNegotiation, LineSettings::truth),
                value("enableKeepAlive", Partner::enableKeepAlive, LineSettings::truth),
                value("connectionLimit", Partner::connectionLimit, LineSettings::number),
                text("proxyFqdn", now.proxyFqdn()),
                value("certificatePins", Partner::pins, LineSettings::pins),
                value("confirmation", Partner::confirmation, text -> constant(Confirmation.values(), text)),
                value("stanzaRate", Partner::stanzaRate, LineSettings::number),
                value("byteRate", Partner::byteRate, LineSettings::number),
                value("omitAuthorizationIdentity", Partner::omitAuthorizationIdentity, LineSettings::truth));
    }

    private @Nullable String text(String column, @Nullable String before) {
        String given = line.values().get(column);
        if (given == null) {
            return before;
        }
        return given.isEmpty() ? null : given;
    }

    private <T> T value(String column, Function<Partner, T> setting, Function<String, T> parse) {
        String given = line.values().get(column);
        if (given == null) {
            return setting.apply(now);
        }
        if (given.isEmpty()) {
            return setting.apply(defaults);
        }
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException e) {
            flaws.add(line.number(), column, String.valueOf(e.getMessage()));
            return setting.apply(now);
        }
    }

    private static List<Domain> domains(String text) {
        return Arrays.stream(text.split("\\s+", -1)).map(Domain::parse).toList();
    }

    private static List<String> pins(String text) {
        return PartnerSettings.pins(List.of(text.split("\\s+", -1)));
    }

    private static Negotiation negotiation(String text) {
        return constant(Negotiation.values(), text);
    }

    private static <E extends Enum<E>> E constant(E[] values, String text) {
        return Arrays.stream(values)
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("\"" + text + "\" is none of " + Arrays.toString(values)));
    }

    // spreadsheets write them in capitals
    private static boolean truth(String text) {
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        }
        return text.equalsIgnoreCase("true");
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is no whole number", e);
        }
    }
}
