package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// What is handed over: everything for a foreign domain, whoever made it.
abstract class HandoverConformance extends HookConformance {
    HandoverConformance(Ground ground) {
        super(ground);
    }

    @Test
    void hello_is_answered_with_the_server_and_a_queue() {
        Gateway gateway = connect(Ground.FIRST);
        Xml answer = gateway.request("set", "<hello xmlns='urn:rehome:hook:1' captures='all'/>");
        assertThat(answer.type()).isEqualTo("result");
        Xml hello = answer.child("hello").orElseThrow();
        assertThat(hello.attribute("server")).isNotEmpty();
        assertThat(hello.attribute("queue")).isNotEmpty();
    }

    @Test
    void messages_presence_and_requests_of_a_user_are_handed_over_whole_and_numbered() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        User alice = newUser();
        alice.say("bob@elsewhere.test", "hello & <goodbye>");
        alice.presence("bob@elsewhere.test", Presence.Type.subscribe);
        alice.ask(IQ.Type.get, "elsewhere.test", "query", "http://jabber.org/protocol/disco#info", "");
        await().until(() -> gateway.handovers().size() == 3);
        long first = gateway.handovers().getFirst().seq();
        assertThat(gateway.handovers()).extracting(Gateway.Handover::seq).containsExactly(first, first + 1, first + 2);

        Xml message = gateway.awaitHandedOver(each -> each.name().equals("message"));
        assertThat(message.namespace()).isEqualTo("jabber:client");
        assertThat(message.from()).isEqualTo(alice.full());
        assertThat(message.to()).isEqualTo("bob@elsewhere.test");
        assertThat(message.type()).isEqualTo("chat");
        assertThat(message.body()).isEqualTo("hello & <goodbye>");
        Xml presence = gateway.awaitHandedOver(each -> each.name().equals("presence"));
        assertThat(presence.type()).isEqualTo("subscribe");
        assertThat(presence.from()).isEqualTo(alice.bare());
        Xml iq = gateway.awaitHandedOver(each -> each.name().equals("iq"));
        assertThat(iq.type()).isEqualTo("get");
        assertThat(iq.children().getFirst().is("query", "http://jabber.org/protocol/disco#info"))
                .isTrue();
    }

    @Test
    void what_the_server_answers_to_an_injected_stanza_is_handed_over() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        gateway.write("<iq type='get' id='disco-1' from='julia@elsewhere.test/desk' to='example.test'>"
                + "<query xmlns='http://jabber.org/protocol/disco#info'/></iq>");
        gateway.write("<message type='chat' from='julia@elsewhere.test/desk' to='nobody@example.test'>"
                + "<body>anybody?</body></message>");
        Xml answer = gateway.awaitHandedOver(each -> each.name().equals("iq"));
        assertThat(answer.type()).isEqualTo("result");
        assertThat(answer.attribute("id")).isEqualTo("disco-1");
        assertThat(answer.to()).isEqualTo("julia@elsewhere.test/desk");
        Xml error = gateway.awaitHandedOver(each -> each.name().equals("message"));
        assertThat(error.type()).isEqualTo("error");
        assertThat(error.from()).isEqualTo("nobody@example.test");
        assertThat(error.condition()).isEqualTo("service-unavailable");
    }

    @Test
    void stanzas_of_a_subdomain_are_handed_over() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        gateway.write("<presence from='julia@elsewhere.test/desk' to='tea@" + Ground.ROOMS + "/julia'>"
                + "<x xmlns='http://jabber.org/protocol/muc'/></presence>");
        Xml joined = gateway.awaitHandedOver(
                each -> each.name().equals("presence") && each.from().equals("tea@" + Ground.ROOMS + "/julia"));
        assertThat(joined.type()).isEmpty();
        assertThat(joined.to()).isEqualTo("julia@elsewhere.test/desk");
    }

    @Test
    void a_stanza_of_a_gateway_reaches_a_user_as_it_is() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        User alice = newUser();
        gateway.write("<message type='chat' from='julia@elsewhere.test/desk' to='" + alice.bare()
                + "'><body>good morning</body></message>");
        Xml message = alice.awaitReceived(each -> each.body().equals("good morning"));
        assertThat(message.from()).isEqualTo("julia@elsewhere.test/desk");
    }

    @Test
    void what_is_for_a_gateways_component_is_not_taken() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        User alice = newUser();
        alice.say(Ground.FIRST, "directly");
        await().until(() ->
                gateway.received().stream().anyMatch(each -> each.body().equals("directly")));
        assertThat(gateway.bodiesOf(alice.bare())).isEmpty();
    }
}
