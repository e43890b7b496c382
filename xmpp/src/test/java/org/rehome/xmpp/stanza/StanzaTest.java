package org.rehome.xmpp.stanza;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.A2;
import static org.rehome.conformance.Requirement.I1;
import static org.rehome.conformance.Requirement.I3;
import static org.rehome.conformance.Requirement.I5;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.StreamHeader;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;

final class StanzaTest {

    private static Frame frame(String xml) {
        StreamReader reader = new StreamReader(StreamLimits.afterAuthentication(), Namespaces.SERVER);
        byte[] bytes = (StreamHeader.server("a.test", "b.test", null).toXml() + xml).getBytes(UTF_8);
        List<StreamItem> items = reader.feed(bytes, 0, bytes.length);
        if (items.getLast() instanceof StreamItem.Arrived(Frame frame)) {
            return frame;
        }
        throw new AssertionError("no element: " + items);
    }

    private static Stanza stanza(String xml) {
        if (Stanza.read(frame(xml)) instanceof Stanza.Reading.Read(Stanza stanza)) {
            return stanza;
        }
        throw new AssertionError("no stanza: " + xml);
    }

    @ParameterizedTest
    @CsvSource({
        "message,, MESSAGE",
        "message, chat, MESSAGE",
        "message, error, MESSAGE_ERROR",
        "presence,, PRESENCE",
        "presence, unavailable, PRESENCE",
        "presence, probe, PRESENCE_PROBE",
        "presence, subscribe, PRESENCE_SUBSCRIPTION",
        "presence, unsubscribed, PRESENCE_SUBSCRIPTION",
        "presence, error, PRESENCE_ERROR",
        "iq, get, IQ_REQUEST",
        "iq, set, IQ_REQUEST",
        "iq, result, IQ_RESULT",
        "iq, error, IQ_ERROR"
    })
    @DisplayName("RFC 6120 §8.2, RFC 6121 §4.2: name and type say the kind")
    void kinds(String name, String type, StanzaKind kind) {
        String typed = type == null ? "" : " type='" + type + "'";
        Stanza stanza = stanza("<" + name + " from='x@a.test/r' to='y@b.test' id='1'" + typed + "/>");
        assertThat(stanza.kind()).isEqualTo(kind);
        assertThat(stanza.from()).hasToString("x@a.test/r");
        assertThat(stanza.to()).hasToString("y@b.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message from='x@a.test'/>",
                "<message to='y@b.test'/>",
                "<message from='' to='y@b.test'/>",
                "<message from='x@a.test' to='y@@b.test'/>",
                "<message from='x@a.test' to='y@b..test'/>"
            })
    @DisplayName("I1, RFC 6120 §8.1.1.2: a missing, empty or invalid address ends the stream")
    @Spec(I1)
    void addresses(String xml) {
        assertThat(Stanza.read(frame(xml)))
                .isInstanceOfSatisfying(Stanza.Reading.StreamFault.class, fault -> assertThat(fault.condition())
                        .isEqualTo(StreamErrorCondition.IMPROPER_ADDRESSING));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<thing from='x@a.test' to='y@b.test'/>",
                "<message xmlns='jabber:client' from='x@a.test' to='y@b.test'/>"
            })
    @DisplayName("I3, RFC 6120 §4.9.3.24: what is no stanza of the stream's namespace is never forwarded")
    @Spec(I3)
    void others(String xml) {
        assertThat(Stanza.read(frame(xml))).isInstanceOf(Stanza.Reading.StreamFault.class);
    }

    @Test
    @DisplayName("A2, RFC 6120 §4.9.3.2: a stanza that is written with a prefix is refused")
    @Spec(A2)
    void prefixed() {
        String xml = "<x:message xmlns:x='jabber:server' from='x@a.test' to='y@b.test'/>";
        assertThat(Stanza.read(frame(xml)))
                .isInstanceOfSatisfying(Stanza.Reading.StreamFault.class, fault -> assertThat(fault.condition())
                        .isEqualTo(StreamErrorCondition.BAD_NAMESPACE_PREFIX));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<iq from='x@a.test' to='y@b.test' id='1'/>",
                "<iq from='x@a.test' to='y@b.test' id='1' type='ask'/>",
                "<iq from='x@a.test' to='y@b.test' type='get'/>"
            })
    @DisplayName("I3, RFC 6120 §8.2.3: an iq without a known type, or without an id, is a bad request")
    @Spec(I3)
    void badRequests(String xml) {
        assertThat(Stanza.read(frame(xml)))
                .isInstanceOfSatisfying(Stanza.Reading.StanzaFault.class, fault -> assertThat(fault.condition())
                        .isEqualTo(StanzaErrorCondition.BAD_REQUEST));
    }

    @Test
    @DisplayName("I5, RFC 6120 §8.3.1: an error swaps the addresses, keeps kind and id, and leaves the payload out")
    @Spec(I5)
    void errorReply() {
        Stanza stanza = stanza("<message from='x@a.test/r' to='y@b.test' id='&apos;1'><body>secret</body></message>");
        String error = ErrorReply.to(stanza, StanzaErrorCondition.REMOTE_SERVER_TIMEOUT, "no <way>")
                .map(bytes -> new String(bytes, UTF_8))
                .orElseThrow();
        assertThat(error)
                .isEqualTo("<message type='error' id='&apos;1' from='y@b.test' to='x@a.test/r'><error type='wait'>"
                        + "<remote-server-timeout xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
                        + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas' xml:lang='en'>no &lt;way&gt;</text>"
                        + "</error></message>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<message type='error' from='x@a.test' to='y@b.test'/>",
                "<iq type='result' id='1' from='x@a.test' to='y@b.test'/>",
                "<presence from='x@a.test' to='y@b.test'/>"
            })
    @DisplayName("I5, RFC 6120 §8.2.3, §8.3.1: errors, results and presence are never answered with an error")
    @Spec(I5)
    void neverAnswered(String xml) {
        assertThat(ErrorReply.to(stanza(xml), StanzaErrorCondition.FORBIDDEN, ""))
                .isEmpty();
    }
}
