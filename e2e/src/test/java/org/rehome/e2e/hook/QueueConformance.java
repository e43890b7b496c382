package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// What was taken is kept until it is acknowledged, and its order holds.
abstract class QueueConformance extends HookConformance {
    QueueConformance(Ground ground) {
        super(ground);
    }

    @Test
    void what_was_not_acknowledged_is_sent_again_with_its_numbers() throws Exception {
        Gateway before = connect(Ground.FIRST);
        String queue = before.hello("all");
        User alice = newUser();
        say(alice, "1", "2", "3");
        await().until(() -> before.bodiesOf(alice.bare()).size() == 3);
        long first = before.handovers().getFirst().seq();
        before.close();
        Gateway after = kept(Reconnection.to(ground, Ground.FIRST));
        assertThat(after.hello("all")).isEqualTo(queue);
        await().until(() -> after.bodiesOf(alice.bare()).size() == 3);
        assertThat(after.bodiesOf(alice.bare())).containsExactly("1", "2", "3");
        assertThat(after.handovers()).extracting(Gateway.Handover::seq).containsExactly(first, first + 1, first + 2);
    }

    @Test
    void a_gateway_that_knows_its_queue_gets_only_the_rest_and_then_what_came_meanwhile() throws Exception {
        Gateway before = connect(Ground.FIRST);
        String queue = before.hello("all");
        User alice = newUser();
        say(alice, "1", "2", "3");
        await().until(() -> before.bodiesOf(alice.bare()).size() == 3);
        long first = before.handovers().getFirst().seq();
        before.close();
        Gateway after = kept(Reconnection.to(ground, Ground.FIRST));
        say(alice, "4");
        after.barrier();
        assertThat(after.handovers()).as("nothing before hello").isEmpty();
        after.hello("all", queue, first + 1);
        await().until(() -> after.bodiesOf(alice.bare()).size() == 2);
        assertThat(after.bodiesOf(alice.bare())).containsExactly("3", "4");
    }

    @Test
    void what_was_acknowledged_does_not_come_again() throws Exception {
        Gateway before = connect(Ground.FIRST);
        String queue = before.hello("all");
        User alice = newUser();
        say(alice, "1");
        await().until(() -> before.bodiesOf(alice.bare()).size() == 1);
        before.ack("another-" + queue, before.handovers().getLast().seq());
        before.barrier();
        before.hello("all");
        await("an acknowledgement of another queue is ignored")
                .until(() -> before.bodiesOf(alice.bare()).size() == 2);
        before.ackAll(queue);
        before.hello("all");
        before.barrier();
        assertThat(before.bodiesOf(alice.bare())).containsExactly("1", "1");
    }

    @Test
    void two_gateways_have_their_shares_and_a_sender_stays_with_one() throws Exception {
        Gateway first = connect(Ground.FIRST);
        Gateway second = connect(Ground.SECOND);
        first.hello("all");
        second.hello("all");
        inject(first, "a", 12);
        inject(first, "b", 12);
        await().until(() -> errorsTo(first).size() + errorsTo(second).size() == 24);
        Set<String> both = new HashSet<>(senders(first));
        both.retainAll(senders(second));
        assertThat(both).as("senders with two gateways").isEmpty();
        assertThat(senders(first)).isNotEmpty();
        assertThat(senders(second)).isNotEmpty();
    }

    @Test
    void what_a_dead_gateway_had_goes_to_the_other_before_anything_newer() throws Exception {
        Gateway first = connect(Ground.FIRST);
        first.hello("all");
        User alice = newUser();
        say(alice, "1", "2", "3");
        await().until(() -> first.bodiesOf(alice.bare()).size() == 3);
        Gateway second = connect(Ground.SECOND);
        String queue = second.hello("all");
        say(alice, "4");
        await("a sender stays where something of hers is not acknowledged")
                .until(() -> first.bodiesOf(alice.bare()).size() == 4);
        first.close();
        await().until(() -> second.bodiesOf(alice.bare()).size() == 4);
        say(alice, "5");
        await().until(() -> second.bodiesOf(alice.bare()).size() == 5);
        assertThat(second.bodiesOf(alice.bare())).containsExactly("1", "2", "3", "4", "5");
        second.ackAll(queue);
    }

    @Test
    void what_comes_beyond_the_bound_is_returned() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        String queue = gateway.hello("all");
        User alice = newUser();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < Ground.HELD_STANZAS + 5; i++) {
            sent.add("m" + i);
        }
        gateway.close();
        Gateway silent = kept(Reconnection.to(ground, Ground.FIRST));
        say(alice, sent.toArray(String[]::new));
        await().until(() -> alice.received().stream()
                        .filter(each -> each.type().equals("error"))
                        .count()
                >= 5);
        Xml error = alice.awaitReceived(each -> each.type().equals("error"));
        assertThat(error.condition()).isEqualTo("resource-constraint");
        assertThat(error.child("error").orElseThrow().type()).isEqualTo("wait");
        assertThat(silent.hello("all")).isEqualTo(queue);
        await().until(() -> silent.bodiesOf(alice.bare()).size() == Ground.HELD_STANZAS);
        assertThat(silent.bodiesOf(alice.bare())).isEqualTo(sent.subList(0, Ground.HELD_STANZAS));
    }

    private static void say(User user, String... bodies) {
        for (String body : bodies) {
            user.say("bob@elsewhere.test", body);
        }
    }

    /// Twelve local names that nobody has: the server's errors are stanzas of as many senders.
    private static void inject(Gateway gateway, String body, int senders) {
        for (int i = 0; i < senders; i++) {
            gateway.write("<message type='chat' from='julia@elsewhere.test' to='absent" + i + "@example.test'><body>"
                    + body + "</body></message>");
        }
    }

    private static List<Xml> errorsTo(Gateway gateway) {
        return gateway.handedOver(
                each -> each.type().equals("error") && each.from().startsWith("absent"));
    }

    private static Set<String> senders(Gateway gateway) {
        Set<String> senders = new HashSet<>();
        errorsTo(gateway).forEach(each -> senders.add(each.from()));
        return senders;
    }
}
