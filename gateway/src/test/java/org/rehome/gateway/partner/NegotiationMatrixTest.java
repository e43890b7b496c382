package org.rehome.gateway.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.event.FederationEvent.Negotiation;

@DisplayName("The negotiation matrix of the legacy product")
class NegotiationMatrixTest {

    @ParameterizedTest(name = "row {0}: TLS {1}, SASL {2}, dialback {3} gives [{4}], warnings [{5}]")
    @CsvSource(delimiter = '|', textBlock = """
             1 | Required     | Required     | true  | SASL over TLS                             | dialback
             2 | Required     | Required     | false | SASL over TLS                             |
             3 | Optional     | Required     | true  | SASL over TLS, TLS dialback, TCP dialback | SASL requires TLS
             4 | Optional     | Required     | false | SASL over TLS                             | SASL requires TLS
             5 | NotSupported | Required     | true  | TCP dialback                              | SASL requires TLS
             7 | Required     | Optional     | true  | SASL over TLS, TLS dialback               |
             8 | Required     | Optional     | false | SASL over TLS                             |
             9 | Optional     | Optional     | true  | SASL over TLS, TLS dialback, TCP dialback | SASL requires TLS
            10 | Optional     | Optional     | false | SASL over TLS                             | SASL requires TLS
            11 | NotSupported | Optional     | true  | TCP dialback                              | SASL requires TLS
            13 | Required     | NotSupported | true  | TLS dialback                              |
            15 | Optional     | NotSupported | true  | TLS dialback, TCP dialback                |
            17 | NotSupported | NotSupported | true  | TCP dialback                              |
            """)
    void aValidRowHasItsMethodsInOrderAndItsWarning(
            int number, Negotiation tls, Negotiation sasl, boolean dialback, String methods, String warning) {
        NegotiationMatrix.Row row = NegotiationMatrix.row(tls, sasl, dialback);

        assertThat(row.number()).isEqualTo(number);
        assertThat(row.valid()).isTrue();
        assertThat(row.refusal()).isEmpty();
        assertThat(row.methods().stream().map(AuthenticationMethod::text).collect(Collectors.joining(", ")))
                .isEqualTo(methods);
        if (warning == null) {
            assertThat(row.warnings()).isEmpty();
        } else {
            assertThat(row.warnings()).singleElement().asString().startsWith(warning);
        }
    }

    @ParameterizedTest(name = "row {0}: TLS {1}, SASL {2}, no dialback is refused: {3}")
    @CsvSource(delimiter = '|', textBlock = """
             6 | NotSupported | Required     | SASL is required and runs only over TLS, which is not supported
            12 | NotSupported | Optional     | SASL could be used only over TLS, which is not supported
            14 | Required     | NotSupported | SASL or dialback must be enabled
            16 | Optional     | NotSupported | SASL or dialback must be enabled
            18 | NotSupported | NotSupported | SASL or dialback must be enabled
            """)
    void anInvalidRowIsRefusedWithItsReason(int number, Negotiation tls, Negotiation sasl, String reason) {
        NegotiationMatrix.Row row = NegotiationMatrix.row(tls, sasl, false);

        assertThat(row.number()).isEqualTo(number);
        assertThat(row.valid()).isFalse();
        assertThat(row.warnings()).isEmpty();
        assertThat(row.refusal().orElseThrow())
                .startsWith("row " + number + " (TLS " + tls + ", SASL " + sasl + ", no dialback): ")
                .contains(reason)
                .contains("set supportDialbackNegotiation to true");
    }

    @Test
    @DisplayName("covers each of the eighteen combinations once, in the order of the numbers")
    void coversEveryCombinationOnce() {
        Set<String> combinations = new HashSet<>();
        List<Integer> numbers = new ArrayList<>();
        for (NegotiationMatrix.Row row : NegotiationMatrix.rows()) {
            combinations.add(row.tls() + " " + row.sasl() + " " + row.dialback());
            numbers.add(row.number());
        }

        assertThat(combinations).hasSize(18);
        assertThat(numbers).isSorted().hasSize(18).startsWith(1).endsWith(18);
    }

    @Test
    @DisplayName("the five refusals and the warnings are all different texts where the rows differ")
    void everyRefusalSaysSomethingOfItsOwn() {
        List<String> refusals = NegotiationMatrix.rows().stream()
                .flatMap(row -> row.refusal().stream())
                .toList();

        assertThat(refusals).hasSize(5).doesNotHaveDuplicates();
        assertThat(NegotiationMatrix.rows().stream()
                        .filter(row -> !row.warnings().isEmpty()))
                .hasSize(7);
    }
}
