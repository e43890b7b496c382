package org.rehome.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.A10;
import static org.rehome.conformance.Requirement.B7;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.conformance.Spec;

@DisplayName("A stream error (RFC 6120 §4.9)")
class StreamErrorConditionTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("is written, and known again, by the name of its condition")
    void wire(StreamErrorCondition condition) {
        assertThat(StreamErrorCondition.ofWire(condition.wire())).contains(condition);
        assertThat(condition.toXml("a < b"))
                .isEqualTo("<stream:error><" + condition.wire() + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
                        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-streams' xml:lang='en'>a &lt; b</text>"
                        + "</stream:error>");
    }

    @Test
    @Spec(B7)
    @DisplayName("of a peer from before RFC 6120 may be xml-not-well-formed")
    void olderName() {
        assertThat(StreamErrorCondition.ofWire("xml-not-well-formed")).contains(StreamErrorCondition.NOT_WELL_FORMED);
    }

    @Test
    @Spec(A10)
    @DisplayName("that nobody knows has no condition of ours (§4.9.2)")
    void unknown() {
        assertThat(StreamErrorCondition.ofWire("wonder")).isEmpty();
    }
}
