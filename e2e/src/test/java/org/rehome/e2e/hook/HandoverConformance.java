package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.junit.jupiter.api.Test;

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
}
