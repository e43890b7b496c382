package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// Beside the server's own S2S: listed captures, sending by it, and the end of its streams.
abstract class FederationConformance extends HookConformance {
    private static final AtomicLong EPOCH = new AtomicLong(100);

    FederationConformance(Ground ground) {
        super(ground);
    }

    @Test
    void only_captured_domains_are_handed_over_and_a_release_waits_for_acknowledgements() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        String queue = gateway.hello("listed");
        User julia = julia();
        User alice = newUser();
        alice.say(julia.bare(), "by S2S");
        julia.awaitReceived(each -> each.body().equals("by S2S"));
        assertThat(gateway.handovers()).isEmpty();

        long epoch = EPOCH.addAndGet(10);
        Xml captured = gateway.request("set", domain("capture", epoch));
        assertThat(captured.child("capture").orElseThrow().attribute("epoch")).isEqualTo("" + epoch);
        alice.say(julia.bare(), "captured");
        gateway.awaitHandedOver(each -> each.body().equals("captured"));

        String release = gateway.ask("set", domain("release", epoch + 1));
        gateway.barrier();
        assertThat(gateway.isAnswered(release)).as("before the acknowledgement").isFalse();
        gateway.ackAll(queue);
        assertThat(gateway.awaitAnswer(release).child("release").orElseThrow().attribute("epoch"))
                .isEqualTo("" + (epoch + 1));
        alice.say(julia.bare(), "released");
        julia.awaitReceived(each -> each.body().equals("released"));

        Xml late = gateway.request("set", domain("capture", epoch));
        assertThat(late.child("release").orElseThrow().attribute("epoch"))
                .as("an older epoch changes nothing")
                .isEqualTo("" + (epoch + 1));
    }

    @Test
    void send_leaves_by_the_servers_own_streams_and_the_answer_to_a_ping_is_handed_over() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        User julia = julia();
        gateway.send("<message xmlns='jabber:client' type='chat' from='alice@example.test/new' to='" + julia.bare()
                + "'><body>the old way</body></message>");
        Xml message = julia.awaitReceived(each -> each.body().equals("the old way"));
        assertThat(message.from()).isEqualTo("alice@example.test/new");
        gateway.send("<iq xmlns='jabber:client' type='get' id='fence-1' from='example.test' to='partner.test'>"
                + "<ping xmlns='urn:xmpp:ping'/></iq>");
        Xml answer = gateway.awaitHandedOver(each -> each.attribute("id").equals("fence-1"));
        assertThat(answer.from()).isEqualTo("partner.test");
        assertThat(answer.type()).isEqualTo("result");
    }

    @Test
    void send_of_a_foreign_sender_or_to_a_local_one_is_dropped() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        User alice = newUser();
        User julia = julia();
        gateway.send("<message xmlns='jabber:client' type='chat' from='eve@elsewhere.test' to='" + julia.bare()
                + "'><body>wrong from</body></message>");
        gateway.send("<message xmlns='jabber:client' type='chat' from='bob@example.test' to='" + alice.bare()
                + "'><body>wrong to</body></message>");
        gateway.send("<message xmlns='jabber:client' type='chat' from='bob@example.test' to='" + julia.bare()
                + "'><body>right</body></message>");
        julia.awaitReceived(each -> each.body().equals("right"));
        gateway.barrier();
        assertThat(julia.bodies()).doesNotContain("wrong from");
        assertThat(alice.bodies()).isEmpty();
    }

    @Test
    void streams_are_closed_gracefully_and_opened_anew_when_needed() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("listed");
        User julia = julia();
        User alice = newUser();
        alice.say(julia.bare(), "before");
        julia.awaitReceived(each -> each.body().equals("before"));
        julia.say(alice.full(), "and back");
        alice.awaitReceived(each -> each.body().equals("and back"));
        for (int i = 0; i < 20; i++) {
            alice.say(julia.bare(), "at last " + i);
        }
        gateway.barrier();
        Xml closed = gateway.request("set", "<close-streams xmlns='urn:rehome:hook:1' domain='partner.test'/>");
        assertThat(Integer.parseInt(closed.child("close-streams").orElseThrow().attribute("closed")))
                .isGreaterThanOrEqualTo(2);
        alice.say(julia.bare(), "after");
        julia.awaitReceived(each -> each.body().equals("after"));
        await().until(() -> julia.bodies().stream()
                        .filter(each -> each.startsWith("at last"))
                        .count()
                == 20);
        assertThat(alice.received()).noneMatch(each -> each.type().equals("error"));
    }

    private static String domain(String word, long epoch) {
        return "<" + word + " xmlns='urn:rehome:hook:1' domain='partner.test' epoch='" + epoch + "'/>";
    }
}
