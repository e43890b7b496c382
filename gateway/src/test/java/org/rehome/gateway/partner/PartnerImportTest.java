package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.csv.Flaws.Flaw;
import org.rehome.contracts.event.FederationEvent.Closed;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.gateway.partner.PartnerImport.Entry;
import org.rehome.gateway.partner.PartnerImport.Outcome;

@DisplayName("A file of partners")
class PartnerImportTest {
    private static final Closed CLOSED = new Closed(Instant.EPOCH, null);

    private static final Partner KNOWN = new Partner(
            Domain.parse("known.test"),
            List.of(Domain.parse("rooms.known.test")),
            "Fabrikam, \"the\" first",
            PartnerType.Federated,
            Negotiation.Optional,
            Negotiation.Optional,
            true,
            false,
            5,
            "xmpp.known.test:5270");

    private final Partners partners = new Partners();

    @BeforeEach
    void known() {
        partners.changed(new FederationEnabled(KNOWN, 4, null, null, CLOSED));
    }

    private PartnerImport imported(String text) throws IOException {
        return PartnerImport.of(PartnerFile.read(new StringReader(text)), partners, domain -> domain.name()
                .equals("example.test"));
    }

    @Test
    @DisplayName("creates partners in the state legacy: an empty field, and one without a column, is the default")
    void creates() throws IOException {
        PartnerImport imported = imported("""
                Domain,partnerType, connectionlimit ,additionalDomains
                New.TEST,Federated,7,a.test  b.test
                plain.test,,,
                """);

        assertThat(imported.flaws().isEmpty()).isTrue();
        Partner first = new Partner(
                Domain.parse("new.test"),
                List.of(Domain.parse("a.test"), Domain.parse("b.test")),
                null,
                PartnerType.Federated,
                Negotiation.Required,
                Negotiation.Required,
                true,
                true,
                7,
                null);
        Partner second = PartnerSettings.defaults(Domain.parse("plain.test"));
        assertThat(imported.entries())
                .containsExactly(
                        new Entry(2, first, Outcome.CREATED, new PartnerConfigured(first, 1)),
                        new Entry(3, second, Outcome.CREATED, new PartnerConfigured(second, 1)));
    }

    @Test
    @DisplayName("changes a known partner in its state: what has no column stays, what is empty becomes the default")
    void changes() throws IOException {
        Partner expected = new Partner(
                KNOWN.domain(),
                KNOWN.additionalDomains(),
                KNOWN.description(),
                PartnerType.PublicVerified,
                KNOWN.tlsNegotiation(),
                KNOWN.saslNegotiation(),
                true,
                true,
                KNOWN.connectionLimit(),
                null);

        assertThat(imported("domain,partnerType,enableKeepAlive,proxyFqdn\nknown.test,PublicVerified,TRUE,\n")
                        .events())
                .containsExactly(new FederationEnabled(expected, 5, null, null, CLOSED));
    }

    @Test
    @DisplayName("that was written is read back without a change, with quotes and empty fields")
    void roundTrip() throws IOException {
        Partner plain = PartnerSettings.defaults(Domain.parse("plain.test"));
        partners.changed(new PartnerConfigured(plain, 1));

        PartnerImport imported = imported(PartnerFile.write(List.of(KNOWN, plain)));

        assertThat(imported.flaws().isEmpty()).isTrue();
        assertThat(imported.entries())
                .extracting(Entry::settings, Entry::outcome)
                .containsExactly(tuple(KNOWN, Outcome.UNCHANGED), tuple(plain, Outcome.UNCHANGED));
        assertThat(imported.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "description", "domain,domain", "domain,state", "a.test,Federated", "\"domain"})
    @DisplayName("without the right header is refused at its first line")
    void header(String header) throws IOException {
        PartnerImport imported = imported(header + "\nnew.test,x\n");

        assertThat(imported.entries()).isEmpty();
        assertThat(imported.flaws().listed())
                .extracting(Flaw::line, Flaw::field)
                .containsExactly(tuple(1, "header"));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a.test,,,                         | line                       | has 4 fields, the header has 8
            a@b,,,,,,,                        | domain                     | not an address
            ,,,,,,,                           | domain                     |
            a"b,,,,,,,                        | line                       | a quote inside a field
            example.test,,,,,,,               | domain                     | one of our own domains
            a.test,example.test,,,,,,         | additionalDomains          | one of our own domains
            a.test,b.test;c.test,,,,,,        | additionalDomains          |
            a.test,b.test b.test,,,,,,        | additionalDomains          | b.test is listed twice
            a.test,known.test,,,,,,           | additionalDomains          | known.test belongs to partner known.test
            rooms.known.test,,,,,,,           | domain                     | rooms.known.test belongs to partner known.test
            a.test,,federated,,,,,            | partnerType                | "federated" is none of [Federated, PublicVerified,
            a.test,,,required,,,,             | tlsNegotiation             | "required" is none of [Required, Optional,
            a.test,,,NotSupported,,false,,    | tlsNegotiation             |
            a.test,,,,,yes,,                  | supportDialbackNegotiation | "yes" is neither true nor false
            a.test,,,,,,many,                 | connectionLimit            | "many" is no whole number
            a.test,,,,,,0,                    | connectionLimit            | 0 is not from 1 to 1000
            a.test,,,,,,,a b                  | proxyFqdn                  | no host name
            """)
    @DisplayName("is refused as a whole, with the line, the field and the reason")
    void flaws(String line, String field, @Nullable String reason) throws IOException {
        PartnerImport imported = imported(
                "domain,additionalDomains,partnerType,tlsNegotiation,saslNegotiation,supportDialbackNegotiation,"
                        + "connectionLimit,proxyFqdn\ngood.test,,,,,,,\n" + line + "\n");

        assertThat(imported.flaws().listed()).singleElement().satisfies(flaw -> {
            assertThat(flaw.line()).isEqualTo(3);
            assertThat(flaw.field()).isEqualTo(field);
            assertThat(flaw.reason()).contains(reason == null ? "" : reason);
        });
    }

    @Test
    @DisplayName("names a partner once, and a domain for one partner only")
    void twice() throws IOException {
        PartnerImport imported = imported("""
                domain,additionalDomains
                a.test,c.test
                b.test,c.test
                A.test,
                """);

        assertThat(imported.flaws().listed())
                .extracting(Flaw::line, Flaw::field, Flaw::reason)
                .containsExactly(
                        tuple(3, "additionalDomains", "c.test belongs to partner a.test"),
                        tuple(4, "domain", "a.test is on line 2 already"));
    }

    @Test
    @DisplayName("may take a domain from one partner and give it to another")
    void handsOver() throws IOException {
        PartnerImport imported = imported("""
                domain,additionalDomains
                other.test,rooms.known.test
                known.test,
                """);

        assertThat(imported.flaws().isEmpty()).isTrue();
        imported.events().forEach(partners::changed);
        assertThat(partners.covering(Domain.parse("rooms.known.test"))
                        .orElseThrow()
                        .settings()
                        .domain())
                .isEqualTo(Domain.parse("other.test"));
    }

    @Test
    @DisplayName("of more than ten thousand partners is to be split")
    void tooMany() throws IOException {
        StringBuilder text = new StringBuilder("domain\n");
        for (int i = 0; i <= PartnerFile.MAX_LINES; i++) {
            text.append("p").append(i).append(".test\n");
        }
        assertThat(imported(text.toString()).flaws().listed())
                .extracting(Flaw::line, Flaw::reason)
                .containsExactly(tuple(PartnerFile.MAX_LINES + 2, "more than 10000 partners: split the file"));
    }
}
