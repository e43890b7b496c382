package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;

import org.jivesoftware.smack.packet.IQ;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// Who is listened to, and what is refused.
abstract class TrustConformance extends HookConformance {
    TrustConformance(Ground ground) {
        super(ground);
    }

    @Test
    void a_request_of_a_user_or_of_another_server_changes_nothing() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        User bob = newUser();
        User alice = newUser();
        String away = "<user jid='" + alice.bare() + "' epoch='5'/>";
        assertThat(bob.request(IQ.Type.set, Ground.DOMAIN, "away", Gateway.HOOK, away)
                        .condition())
                .isEqualTo("service-unavailable");
        User julia = julia();
        gateway.hello("listed");
        assertThat(julia.request(IQ.Type.set, Ground.DOMAIN, "away", Gateway.HOOK, away)
                        .condition())
                .isEqualTo("service-unavailable");
        bob.say(alice.bare(), "still here?");
        alice.awaitReceived(each -> each.body().equals("still here?"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<hello xmlns='urn:rehome:hook:1' captures='some'/>",
                "<capture xmlns='urn:rehome:hook:1' epoch='7'/>",
                "<capture xmlns='urn:rehome:hook:1' domain='a.test' epoch='seven'/>",
                "<away xmlns='urn:rehome:hook:1'/>",
                "<away xmlns='urn:rehome:hook:1'><user epoch='5'/></away>",
                "<home xmlns='urn:rehome:hook:1'><user jid='a@example.test'/></home>",
                "<close-streams xmlns='urn:rehome:hook:1'/>",
                "<import xmlns='urn:rehome:hook:1' user='user0@example.test' epoch='9' part='1' last='true'/>",
                "<import xmlns='urn:rehome:hook:1' user='user0@example.test' epoch='9' part='2'>"
                        + "<server-data xmlns='urn:xmpp:pie:0'><host jid='example.test'><user name='user0'/></host>"
                        + "</server-data></import>"
            })
    void what_cannot_be_read_is_a_bad_request(String request) {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        Xml answer = gateway.request("set", request);
        assertThat(answer.condition()).isEqualTo("bad-request");
        assertThat(answer.at("error", "text").orElseThrow().text()).isNotEmpty();
    }

    @Test
    void a_domain_that_the_server_does_not_host_is_not_found() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        assertThat(gateway.request("set", AwayConformance.user("away", "alice@elsewhere.test", 5, ""))
                        .condition())
                .isEqualTo("item-not-found");
    }
}
