package org.rehome.xmpp.stanza;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.H6;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

final class DelayedDeliveryTest {
    private static final Instant READ = Instant.parse("2026-03-01T09:30:00.123456Z");
    private static final String DELAY =
            "<delay xmlns='urn:xmpp:delay' from='example.test' stamp='2026-03-01T09:30:00.123Z'/>";

    private static String stamped(String xml, StanzaKind kind) {
        LaneStanza stanza = new LaneStanza(
                "example.test>partner.test",
                Jid.parse("alice@example.test"),
                Jid.parse("julia@partner.test"),
                kind,
                READ,
                "stream",
                "trace",
                null,
                xml.getBytes(UTF_8));
        return new String(DelayedDelivery.stamp(stanza, Domain.parse("example.test")), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<message id='1'><body>hi</body></message>|<message id='1'><body>hi</body>DELAY</message>",
                "<message id='1'/>|<message id='1'>DELAY</message>",
                "<message id='a/b' />|<message id='a/b' >DELAY</message>",
                "<s:message xmlns:s='jabber:server'/>|<s:message xmlns:s='jabber:server'>DELAY</s:message>",
                "<message><![CDATA[</message>]]></message >|<message><![CDATA[</message>]]>DELAY</message >",
                "<message/>|<message>DELAY</message>"
            })
    @DisplayName("H6, XEP-0203: the time at which it was read is its last child, every other byte stays")
    @Spec(H6)
    void stamps(String xml, String expected) {
        assertThat(stamped(xml, StanzaKind.MESSAGE)).isEqualTo(expected.replace("DELAY", DELAY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message><body>hi</body><delay xmlns='urn:xmpp:delay' stamp='2026-01-01T00:00:00Z'/></message>",
                "<message><delay xmlns=\"urn:xmpp:delay\" stamp='2026-01-01T00:00:00Z'/></message>"
            })
    @DisplayName("what says already that it is late stays as it is")
    void already(String xml) {
        assertThat(stamped(xml, StanzaKind.MESSAGE)).isEqualTo(xml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<iq type='get' id='1'><ping xmlns='urn:xmpp:ping'/></iq>", "<iq type='result' id='1'/>"})
    @DisplayName("an IQ has one payload: it stays as it is (RFC 6120 §8.2.3)")
    void iq(String xml) {
        assertThat(stamped(xml, StanzaKind.IQ_REQUEST)).isEqualTo(xml);
    }
}
