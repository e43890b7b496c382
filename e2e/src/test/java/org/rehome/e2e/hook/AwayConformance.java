package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.StreamError;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// Users who live elsewhere.
abstract class AwayConformance extends HookConformance {
    private static final String NEW_HOME = "new.example.test:5222";

    AwayConformance(Ground ground) {
        super(ground);
    }

    @Test
    void an_answered_away_is_the_fence_of_what_she_sent_and_her_session_has_ended_with_see_other_host()
            throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        String queue = gateway.hello("all");
        User alice = newUser();
        alice.say("bob@elsewhere.test", "last words");
        gateway.awaitHandedOver(each -> each.body().equals("last words"));
        String away = gateway.ask("set", user("away", alice.bare(), 5, NEW_HOME));
        StreamError error = alice.awaitEnd();
        assertThat(error.getCondition()).isEqualTo(StreamError.Condition.see_other_host);
        assertThat(error.getConditionText()).isEqualTo(NEW_HOME);
        gateway.barrier();
        assertThat(gateway.isAnswered(away)).as("before the acknowledgement").isFalse();
        gateway.ackAll(queue);
        assertThat(state(gateway.awaitAnswer(away))).isEqualTo("done");
    }

    @Test
    void the_unavailable_presence_of_her_session_goes_out_before_away_is_answered() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        String queue = gateway.hello("all");
        User alice = newUser();
        alice.presence("bob@elsewhere.test", Presence.Type.available);
        gateway.awaitHandedOver(each -> each.name().equals("presence"));
        String away = gateway.ask("set", user("away", alice.bare(), 5, NEW_HOME));
        Xml gone = gateway.awaitHandedOver(each -> each.type().equals("unavailable"));
        assertThat(gone.from()).isEqualTo(alice.full());
        assertThat(gone.to()).isEqualTo("bob@elsewhere.test");
        gateway.barrier();
        assertThat(gateway.isAnswered(away)).as("before the acknowledgement").isFalse();
        gateway.ackAll(queue);
        assertThat(state(gateway.awaitAnswer(away))).isEqualTo("done");
    }

    @Test
    void away_is_asked_again_by_a_gateway_that_was_gone_when_the_answer_was_due() throws Exception {
        Gateway before = connect(Ground.FIRST);
        before.hello("all");
        User alice = newUser();
        alice.say("bob@elsewhere.test", "half way");
        before.awaitHandedOver(each -> each.body().equals("half way"));
        before.ask("set", user("away", alice.bare(), 5, NEW_HOME));
        alice.awaitEnd();
        before.close();
        Gateway after = kept(Reconnection.to(ground, Ground.FIRST));
        String queue = after.hello("all");
        after.awaitHandedOver(each -> each.body().equals("half way"));
        after.ackAll(queue);
        assertThat(state(after.request("set", user("away", alice.bare(), 5, NEW_HOME))))
                .isEqualTo("done");
    }

    @Test
    void without_acknowledgement_away_is_answered_with_waiting() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        String queue = gateway.hello("all");
        User alice = newUser();
        alice.say("bob@elsewhere.test", "not durable");
        gateway.awaitHandedOver(each -> each.body().equals("not durable"));
        assertThat(state(gateway.request("set", user("away", alice.bare(), 5, NEW_HOME))))
                .isEqualTo("waiting");
        gateway.ackAll(queue);
        assertThat(state(gateway.request("set", user("away", alice.bare(), 5, NEW_HOME))))
                .isEqualTo("done");
    }

    @Test
    void a_login_is_refused_after_authentication() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        gateway.request("set", user("away", alice, 5, NEW_HOME));
        Throwable refused = catchThrowable(() -> login(alice));
        StreamError error = User.streamError(refused).orElseThrow();
        assertThat(error.getCondition()).isEqualTo(StreamError.Condition.see_other_host);
        assertThat(error.getConditionText()).isEqualTo(NEW_HOME);

        gateway.request("set", user("away", alice, 6, ""));
        assertThat(catchThrowable(() -> login(alice)))
                .as("without a host")
                .isNotNull()
                .satisfies(failure -> {
                    boolean reset = User.streamError(failure)
                            .map(each -> each.getCondition() == StreamError.Condition.reset)
                            .orElse(false);
                    assertThat(reset || failure.toString().contains("temporary-auth-failure"))
                            .as(failure.toString())
                            .isTrue();
                });
        assertThat(state(gateway.request("set", user("home", alice, 7, "")))).isEqualTo("done");
        login(alice);
    }

    @Test
    void what_colleagues_and_other_servers_send_her_is_handed_over_until_she_is_home() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        User bob = newUser();
        gateway.request("set", user("away", alice, 5, NEW_HOME));
        bob.presence(alice, Presence.Type.subscribe);
        gateway.awaitHandedOver(
                each -> each.type().equals("subscribe") && each.from().equals(bob.bare()));
        bob.ask(IQ.Type.get, alice, "vCard", "vcard-temp", "");
        gateway.awaitHandedOver(each -> each.name().equals("iq") && each.to().equals(alice));
        bob.say(alice, "from a colleague");
        Xml taken = gateway.awaitHandedOver(each -> each.body().equals("from a colleague"));
        assertThat(taken.from()).isEqualTo(bob.full());
        assertThat(taken.to()).isEqualTo(alice);
        User julia = julia();
        julia.say(alice, "from another server");
        gateway.awaitHandedOver(each -> each.body().equals("from another server"));

        gateway.request("set", user("home", alice, 6, ""));
        User back = login(alice);
        bob.say(alice, "welcome back");
        back.awaitReceived(each -> each.body().equals("welcome back"));
        assertThat(back.bodies()).containsExactly("welcome back");
    }

    @Test
    void older_epochs_and_the_other_word_at_the_same_one_are_stale() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        assertThat(state(gateway.request("set", user("away", alice, 5, NEW_HOME))))
                .isEqualTo("done");
        assertThat(state(gateway.request("set", user("away", alice, 5, NEW_HOME))))
                .isEqualTo("done");
        for (Xml answer : new Xml[] {
            gateway.request("set", user("home", alice, 4, "")), gateway.request("set", user("home", alice, 5, ""))
        }) {
            Xml known = answer.at("home", "user").orElseThrow();
            assertThat(known.attribute("state")).isEqualTo("stale");
            assertThat(known.attribute("epoch")).isEqualTo("5");
        }
    }

    @Test
    void homes_and_captures_outlive_a_killed_server() throws Exception {
        Gateway before = connect(Ground.FIRST);
        before.hello("all");
        String alice = ground.newUser();
        String queue = before.hello("all");
        assertThat(state(before.request("set", user("away", alice, 5, NEW_HOME))))
                .isEqualTo("done");
        ground.killAndRestart();
        User bob = newUser();
        bob.say(alice, "are you there?");
        bob.say("bob@elsewhere.test", "and you?");
        Gateway after = connect(Ground.FIRST);
        assertThat(after.hello("all")).as("another numbering").isNotEqualTo(queue);
        await().until(() -> after.bodiesOf(bob.bare()).size() == 2);
        assertThat(after.bodiesOf(bob.bare())).containsExactly("are you there?", "and you?");
        assertThat(state(after.request("set", user("home", alice, 4, "")))).isEqualTo("stale");
    }

    static String user(String word, String jid, long epoch, String host) {
        return "<" + word + " xmlns='urn:rehome:hook:1'><user jid='" + jid + "' epoch='" + epoch + "'"
                + (host.isEmpty() ? "" : " host='" + host + "'") + "/></" + word + ">";
    }

    private static String state(Xml answer) {
        return answer.children().getFirst().child("user").orElseThrow().attribute("state");
    }
}
