package org.rehome.xmpp.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.MoveEvent.AccountData;
import org.rehome.xmpp.hook.Handovers.Reading;
import org.rehome.xmpp.hook.Requests.Mover;
import org.rehome.xmpp.hook.Requests.Position;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Streams;
import org.rehome.xmpp.stream.XmlElement;

@DisplayName("The protocol of a pool's hook (docs/pool-hook.md)")
class HookProtocolTest {
    private static final Requests REQUESTS = new Requests(Jid.parse("gw-0.example.test"), Jid.parse("example.test"));
    private static final Jid ALICE = Jid.parse("alice@example.test");
    private static final String INNER =
            "<message xmlns='jabber:client' from='alice@example.test/p' to='bob@partner.test'><body>&#x41; é</body></message>";

    @Test
    @DisplayName("has requests as its page shows them")
    void requests() {
        assertThat(text(REQUESTS.hello("1", true, new Position("q81f", 4711))))
                .isEqualTo("<iq type='set' id='1' from='gw-0.example.test' to='example.test'>"
                        + "<hello xmlns='urn:rehome:hook:1' captures='all' queue='q81f' h='4711'/></iq>");
        assertThat(text(REQUESTS.hello("1", false, null))).contains("captures='listed'/>");
        assertThat(text(REQUESTS.ack(new Position("q81f", 4712))))
                .isEqualTo("<message from='gw-0.example.test' to='example.test'>"
                        + "<ack xmlns='urn:rehome:hook:1' queue='q81f' h='4712'/></message>");
        assertThat(text(REQUESTS.capture("2", Domain.parse("partner.test"), 7)))
                .contains("<capture xmlns='urn:rehome:hook:1' domain='partner.test' epoch='7'/>");
        assertThat(text(REQUESTS.release("3", Domain.parse("partner.test"), 8)))
                .contains("<release xmlns='urn:rehome:hook:1' domain='partner.test' epoch='8'/>");
        assertThat(text(REQUESTS.away("4", List.of(new Mover(ALICE, 5, "new.example.test:5222")))))
                .contains("<away xmlns='urn:rehome:hook:1'><user jid='alice@example.test' epoch='5'"
                        + " host='new.example.test:5222'/></away>");
        assertThat(text(REQUESTS.home("5", List.of(new Mover(ALICE, 6, null)))))
                .contains("<home xmlns='urn:rehome:hook:1'><user jid='alice@example.test' epoch='6'/></home>");
        assertThat(text(REQUESTS.exportUser("7", ALICE, 0)))
                .contains("type='get'", "<export xmlns='urn:rehome:hook:1' user='alice@example.test' after='0'/>");
        assertThat(text(REQUESTS.importUser(
                        "8", ALICE, 5, 1, true, "<server-data xmlns='urn:xmpp:pie:0'/>".getBytes(UTF_8))))
                .contains("<import xmlns='urn:rehome:hook:1' user='alice@example.test' epoch='5' part='1' last='true'>"
                        + "<server-data xmlns='urn:xmpp:pie:0'/></import>");
        assertThat(text(REQUESTS.closeStreams("6", Domain.parse("partner.test"))))
                .contains("<close-streams xmlns='urn:rehome:hook:1' domain='partner.test'/>");
        assertThat(text(REQUESTS.repair("9", List.of(ALICE), List.of(Domain.parse("partner.test")))))
                .contains("<repair xmlns='urn:rehome:hook:1'><user jid='alice@example.test'/>"
                        + "<domain name='partner.test'/></repair>");
        assertThatThrownBy(() -> REQUESTS.repair("9", List.of(), List.of())).hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> REQUESTS.home("9", List.of())).hasMessageContaining("1 to 200");
    }

    @Test
    @DisplayName("sends a stanza in the namespace of clients, whatever stream it came by")
    void send() {
        String start = "<message from='gw-0.example.test' to='example.test'><send xmlns='urn:rehome:hook:1'>"
                + "<forwarded xmlns='urn:xmpp:forward:0'>";
        assertThat(text(REQUESTS.send("<message to='b@c.test'><body>x</body></message>".getBytes(UTF_8))))
                .isEqualTo(start + "<message xmlns='jabber:client' to='b@c.test'><body>x</body></message>"
                        + "</forwarded></send></message>");
        assertThat(text(REQUESTS.send("<presence xmlns='jabber:component:accept'/>".getBytes(UTF_8))))
                .contains("<presence xmlns='jabber:client'/>");
    }

    @Test
    @DisplayName("hands a stanza over byte for byte, with prefixes of the wrapper declared again (RFC 6120 §4.8.5)")
    void handedOver() {
        assertThat(handedOver(wrapped("4712", INNER))).isEqualTo(INNER);
        String prefixed = "<message from='example.test' to='gw-0.example.test' xmlns:x='urn:x'>"
                + "<handover xmlns='urn:rehome:hook:1' seq='1' xmlns:y='urn:y'><forwarded xmlns='urn:xmpp:forward:0'>"
                + "<message xmlns='jabber:client' from='a@b.test' to='c@d.test'><x:e/><y:e xmlns:y='urn:z'/></message>"
                + "</forwarded></handover></message>";
        assertThat(handedOver(prefixed))
                .isEqualTo("<message xmlns:x='urn:x' xmlns='jabber:client' from='a@b.test' to='c@d.test'><x:e/>"
                        + "<y:e xmlns:y='urn:z'/></message>");
    }

    @Test
    @DisplayName("leaves a stanza that is forwarded inside the stanza where it is")
    void nested() {
        String nested = "<message xmlns='jabber:client' from='a@b.test' to='c@d.test'>"
                + "<handover xmlns='urn:rehome:hook:1' seq='9'><forwarded xmlns='urn:xmpp:forward:0'>" + INNER
                + "</forwarded></handover></message>";
        assertThat(handedOver(wrapped("1", nested))).isEqualTo(nested);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<handover xmlns='urn:rehome:hook:1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></handover>|Broken|seq of <handover/> is missing",
                "<handover xmlns='urn:rehome:hook:1' seq='many'/>|Broken|no number from 0",
                "<handover xmlns='urn:rehome:hook:1' seq='-1'/>|Broken|no number from 0",
                "<handover xmlns='urn:rehome:hook:1' seq='0'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></handover>|Broken|numbers begin with 1",
                "<handover xmlns='urn:rehome:hook:1' seq='99999999999999999999'/>|Broken|no number from 0",
                "<handover xmlns='urn:rehome:hook:1' seq='1'/>|Unreadable|nothing is forwarded",
                "<handover xmlns='urn:rehome:hook:1' seq='1'><forwarded xmlns='urn:xmpp:forward:0'/></handover>|Unreadable|nothing is forwarded",
                "<handover xmlns='urn:rehome:hook:1' seq='1'><forwarded xmlns='urn:xmpp:forward:1'><message xmlns='jabber:client'/></forwarded></handover>|Unreadable|no <forwarded",
                "<handover xmlns='urn:rehome:hook:1' seq='1'><forwarded xmlns='urn:xmpp:forward:0'><message/></forwarded></handover>|Unreadable|no stanza's",
                "<handover xmlns='urn:rehome:hook:1' seq='1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/><message xmlns='jabber:client'/></forwarded></handover>|Unreadable|more than one",
                "<handover xmlns='urn:rehome:hook:1' seq='1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' to='a@b.test'/></forwarded></handover>|Unreadable|from is missing",
                "<handover xmlns='urn:rehome:hook:2' seq='1'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'/></forwarded></handover>|Other|",
                "<body>hello</body>|Other|",
            })
    @DisplayName("names what is wrong with a hand-over")
    void bad(String payload, String kind, String reason) {
        Reading reading =
                Handovers.read(frame("<message from='example.test' to='gw-0.example.test'>" + payload + "</message>"));
        assertThat(reading.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(reading.toString()).contains(reason == null ? "" : reason);
    }

    @Test
    @DisplayName("has answers: states of users, counts, errors with their text")
    void answers() {
        HookAnswer away = HookAnswer.read(
                frame(
                        "<iq type='result' id='4' from='example.test' to='gw-0.example.test'><away xmlns='urn:rehome:hook:1'>"
                                + "<user jid='alice@example.test' epoch='5' state='done'/></away></iq>"),
                "away");
        assertThat(HookAnswer.users(((HookAnswer.Result) away).payload()))
                .containsExactly(new HookAnswer.UserState(ALICE, 5, "done"));
        XmlElement repaired = XmlElement.parse(
                ("<repair xmlns='urn:rehome:hook:1'><user jid='alice@example.test' state='done' asked='2' told='1'/>"
                                + "<user jid='alice@example.test' state='away'/></repair>")
                        .getBytes(UTF_8),
                "x");
        assertThat(HookAnswer.repairs(repaired))
                .containsExactly(
                        new HookAnswer.UserRepair(ALICE, "done", 2, 1), new HookAnswer.UserRepair(ALICE, "away", 0, 0));
        HookAnswer failed = HookAnswer.read(
                frame("<iq type='error' id='4' from='a.test' to='b.test'><error type='cancel'><item-not-found"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>no account</text></error></iq>"),
                "away");
        assertThat(((HookAnswer.Failed) failed).reason()).isEqualTo("item-not-found: no account");
        assertThat(HookAnswer.read(frame("<iq type='result' id='4' from='a.test' to='b.test'/>"), "away"))
                .isEqualTo(new HookAnswer.Failed("bad-request", "the hook's result has no <away/>"));
        XmlElement counts = XmlElement.parse("<import roster='12' blocked='1' offline='3'/>".getBytes(UTF_8), "x");
        assertThat(HookAnswer.counts(counts)).isEqualTo(new AccountData(12, 1, 3));
        assertThatThrownBy(() -> HookAnswer.counts(XmlElement.parse("<import/>".getBytes(UTF_8), "x")))
                .hasMessage("roster of <import/> is missing");
    }

    private static String wrapped(String seq, String inner) {
        return "<message from='example.test' to='gw-0.example.test'><handover xmlns='urn:rehome:hook:1' seq='" + seq
                + "'><forwarded xmlns='urn:xmpp:forward:0'>" + inner + "</forwarded></handover></message>";
    }

    private static String handedOver(String message) {
        Reading reading = Handovers.read(frame(message));
        assertThat(reading).isInstanceOf(Reading.HandedOver.class);
        return text(((Reading.HandedOver) reading).stanza().frame().xml());
    }

    private static Frame frame(String xml) {
        return Streams.frame(xml);
    }

    private static String text(byte[] xml) {
        return new String(xml, UTF_8);
    }
}
