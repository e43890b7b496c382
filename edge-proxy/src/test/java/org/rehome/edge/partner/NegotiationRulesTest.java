package org.rehome.edge.partner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.event.FederationEvent.Negotiation;

final class NegotiationRulesTest {

    @ParameterizedTest(name = "row {0}")
    @DisplayName("the legacy product's negotiation matrix, all 18 rows")
    @CsvSource({
        "1, Required, Required, true, 'SASL over TLS'",
        "2, Required, Required, false, 'SASL over TLS'",
        "3, Optional, Required, true, 'SASL over TLS, TLS dialback, TCP dialback'",
        "4, Optional, Required, false, 'SASL over TLS'",
        "5, NotSupported, Required, true, 'TCP dialback'",
        "6, NotSupported, Required, false, nothing",
        "7, Required, Optional, true, 'SASL over TLS, TLS dialback'",
        "8, Required, Optional, false, 'SASL over TLS'",
        "9, Optional, Optional, true, 'SASL over TLS, TLS dialback, TCP dialback'",
        "10, Optional, Optional, false, 'SASL over TLS'",
        "11, NotSupported, Optional, true, 'TCP dialback'",
        "12, NotSupported, Optional, false, nothing",
        "13, Required, NotSupported, true, 'TLS dialback'",
        "14, Required, NotSupported, false, nothing",
        "15, Optional, NotSupported, true, 'TLS dialback, TCP dialback'",
        "16, Optional, NotSupported, false, nothing",
        "17, NotSupported, NotSupported, true, 'TCP dialback'",
        "18, NotSupported, NotSupported, false, nothing",
    })
    void matrix(int row, Negotiation tls, Negotiation sasl, boolean dialback, String methods) {
        assertThat(NegotiationRules.of(tls, sasl, dialback).describe()).isEqualTo(methods);
    }
}
