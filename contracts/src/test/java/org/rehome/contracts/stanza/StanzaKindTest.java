package org.rehome.contracts.stanza;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;

@DisplayName("A stanza on a lane")
class StanzaKindTest {

    @ParameterizedTest(name = "{0}: answered with an error {1}, presence {2}, an answer {3}")
    @CsvSource({
        "message, true, false, false",
        "message-error, false, false, true",
        "presence, false, true, false",
        "presence-probe, true, true, false",
        "presence-subscription, true, true, false",
        "presence-error, false, true, true",
        "iq-request, true, false, false",
        "iq-result, false, false, true",
        "iq-error, false, false, true"
    })
    @DisplayName(
            "I5: may be answered with an error unless it is an error, a result or availability (RFC 6120 §8.2.3, §8.3.1)")
    void answers(String wire, boolean answered, boolean presence, boolean answer) {
        StanzaKind kind = StanzaKind.ofWire(wire);
        assertThat(kind.wire()).isEqualTo(wire);
        assertThat(kind.mayBeAnsweredWithError()).isEqualTo(answered);
        assertThat(kind.isPresence()).isEqualTo(presence);
        assertThat(kind.isAnswer()).isEqualTo(answer);
    }

    @Test
    @DisplayName("has a kind whose wire form is read back")
    void wireForms() {
        assertThat(Stream.of(StanzaKind.values()))
                .allSatisfy(kind -> assertThat(StanzaKind.ofWire(kind.wire())).isEqualTo(kind));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "iq", "iq request", "stanza", "iq_request ", "IQ-REQUEST"})
    @DisplayName("has no other kinds")
    void unknownKinds(String wire) {
        assertThatThrownBy(() -> StanzaKind.ofWire(wire)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("inbound, has the lane of the local account or of the domain, whatever the resource")
    void inboundLanes() {
        assertThat(LaneStanza.inboundLane(Jid.parse("Alice@Example.test/phone")))
                .isEqualTo("alice@example.test");
        assertThat(LaneStanza.inboundLane(Jid.parse("conference.example.test/x")))
                .isEqualTo("conference.example.test");
    }

    @Test
    @DisplayName("outbound, has the lane of its pair of domains")
    void outboundLanes() {
        assertThat(LaneStanza.outboundLane(Domain.parse("example.test"), Domain.parse("partner1.test")))
                .isEqualTo("example.test>partner1.test");
    }
}
