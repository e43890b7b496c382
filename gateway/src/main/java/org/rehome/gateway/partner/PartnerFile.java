package org.rehome.gateway.partner;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.csv.Csv;
import org.rehome.contracts.csv.Flaws;
import org.rehome.contracts.event.FederationEvent.Partner;

/// A file of partners: its columns are the settings, with the names that REST has for them.
///
/// @param lines the good lines as far as they can be read without knowing the partners, each partner once
/// @param flaws what is wrong with the others
public record PartnerFile(List<Line> lines, Flaws flaws) {
    /// More lines than this are refused.
    public static final int MAX_LINES = 10_000;

    /// As many additional domains as a partner may have, of the greatest length.
    private static final int MAX_FIELD = 32_768;

    private static final String DOMAIN = "domain";
    private static final List<String> COLUMNS = List.of(
            DOMAIN,
            "description",
            "additionalDomains",
            "partnerType",
            "tlsNegotiation",
            "saslNegotiation",
            "supportDialbackNegotiation",
            "enableKeepAlive",
            "connectionLimit",
            "proxyFqdn",
            "certificatePins",
            "confirmation",
            "stanzaRate",
            "byteRate",
            "omitAuthorizationIdentity");

    /// @param number from 1, the header's
    /// @param values by the names of the columns that the file has
    public record Line(int number, Domain domain, Map<String, String> values) {}

    /// Reads a header with the column `domain` and any others, in any order, and the lines after it.
    ///
    /// @throws IOException when the source cannot be read
    public static PartnerFile read(Reader source) throws IOException {
        Csv csv = new Csv(source, MAX_FIELD);
        Flaws flaws = new Flaws();
        List<Line> lines = new ArrayList<>();
        List<String> columns = header(csv.next(), flaws);
        if (!flaws.isEmpty()) {
            return new PartnerFile(lines, flaws);
        }
        Map<Domain, Integer> seen = new HashMap<>();
        for (Optional<Csv.Line> next = csv.next(); next.isPresent(); next = csv.next()) {
            if (lines.size() == MAX_LINES) {
                flaws.add(next.get().number(), "line", "more than " + MAX_LINES + " partners: split the file");
                break;
            }
            line(next.get(), columns, flaws).ifPresent(line -> {
                Integer before = seen.putIfAbsent(line.domain(), line.number());
                if (before == null) {
                    lines.add(line);
                } else {
                    flaws.add(line.number(), DOMAIN, line.domain() + " is on line " + before + " already");
                }
            });
        }
        return new PartnerFile(lines, flaws);
    }

    private static List<String> header(Optional<Csv.Line> first, Flaws flaws) {
        List<String> columns =
                switch (first.orElse(null)) {
                    case null -> List.of();
                    case Csv.Line.Malformed(var number, var reason) -> List.of(reason);
                    case Csv.Line.Fields(var number, var values) ->
                        values.stream().map(PartnerFile::column).toList();
                };
        Set<String> named = Set.copyOf(columns);
        if (named.size() < columns.size() || !COLUMNS.containsAll(named) || !named.contains(DOMAIN)) {
            flaws.add(
                    1, "header", "the first line is " + columns + ", it must have domain, and may have of " + COLUMNS);
        }
        return columns;
    }

    private static String column(String given) {
        return COLUMNS.stream()
                .filter(given.strip()::equalsIgnoreCase)
                .findFirst()
                .orElse(given);
    }

    private static Optional<Line> line(Csv.Line line, List<String> columns, Flaws flaws) {
        return switch (line) {
            case Csv.Line.Malformed(var number, var reason) -> {
                flaws.add(number, "line", reason);
                yield Optional.empty();
            }
            case Csv.Line.Fields(var number, var values) -> {
                if (values.size() != columns.size()) {
                    String reason = "has " + values.size() + " fields, the header has " + columns.size();
                    flaws.add(number, "line", reason);
                    yield Optional.empty();
                }
                Map<String, String> byColumn = new LinkedHashMap<>();
                for (int i = 0; i < values.size(); i++) {
                    byColumn.put(columns.get(i), values.get(i).strip());
                }
                yield line(number, byColumn, flaws);
            }
        };
    }

    private static Optional<Line> line(int number, Map<String, String> values, Flaws flaws) {
        int before = flaws.total();
        values.forEach((column, text) -> {
            if (text.indexOf('\uFFFD') >= 0) {
                flaws.add(number, column, "is not UTF-8: \"" + text + "\"");
            }
        });
        if (flaws.total() > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Line(number, Domain.parse(values.getOrDefault(DOMAIN, "")), values));
        } catch (IllegalArgumentException e) {
            flaws.add(number, DOMAIN, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// The same form, with all columns.
    public static String write(List<Partner> partners) {
        return Csv.line(COLUMNS) + partners.stream().map(PartnerFile::line).collect(Collectors.joining());
    }

    private static String line(Partner partner) {
        return Csv.line(List.of(
                partner.domain().name(),
                partner.description() == null ? "" : partner.description(),
                partner.additionalDomains().stream().map(Domain::name).collect(Collectors.joining(" ")),
                partner.partnerType().name(),
                partner.tlsNegotiation().name(),
                partner.saslNegotiation().name(),
                Boolean.toString(partner.supportDialbackNegotiation()),
                Boolean.toString(partner.enableKeepAlive()),
                Integer.toString(partner.connectionLimit()),
                partner.proxyFqdn() == null ? "" : partner.proxyFqdn(),
                String.join(" ", partner.pins()),
                partner.confirmation().name(),
                Integer.toString(partner.stanzaRate()),
                Integer.toString(partner.byteRate()),
                Boolean.toString(partner.omitAuthorizationIdentity())));
    }
}
