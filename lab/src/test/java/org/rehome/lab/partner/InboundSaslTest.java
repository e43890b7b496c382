package org.rehome.lab.partner;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.lab.partner.InboundSasl.Outcome;
import org.rehome.lab.xml.Element;

final class InboundSaslTest {
    @ParameterizedTest(name = "{0}, offered {1}: {2}")
    @DisplayName("RFC 6120 §6.5, XEP-0178 §3, E2: each answer to SASL EXTERNAL")
    @CsvSource({
        "<auth mechanism='EXTERNAL'>=</auth>, true, success",
        "<auth mechanism='EXTERNAL'/>, true, success",
        "<auth mechanism='EXTERNAL'>YS50ZXN0</auth>, true, success",
        "<auth mechanism='EXTERNAL'>QS5URVNU</auth>, true, success",
        "<auth mechanism='EXTERNAL'>Yi50ZXN0</auth>, true, invalid-authzid",
        "<auth mechanism='EXTERNAL'>a*b</auth>, true, incorrect-encoding",
        "<auth mechanism='EXTERNAL'>=a==</auth>, true, incorrect-encoding",
        "<auth mechanism='PLAIN'>YS50ZXN0</auth>, true, invalid-mechanism",
        "<auth>YS50ZXN0</auth>, true, invalid-mechanism",
        "<auth mechanism='EXTERNAL'>YS50ZXN0</auth>, false, not-authorized",
        "<abort/>, true, aborted",
        "<response/>, true, malformed-request"
    })
    void answers(String element, boolean offered, String expected) {
        Outcome outcome = InboundSasl.answer(Element.parse(element), "a.test", offered);
        String answered =
                switch (outcome) {
                    case Outcome.Success _ -> "success";
                    case Outcome.Failure(String condition) -> condition;
                };
        assertThat(answered).isEqualTo(expected);
    }
}
