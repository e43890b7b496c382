package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.Xml;

/// Presence that may be stale is asked for anew (RFC 6121 §4.3).
abstract class PresenceConformance extends HookConformance {
    private static final String ROSTER = "<query xmlns='jabber:iq:roster'>"
            + "<item jid='both@partner.test' subscription='both'/><item jid='to@partner.test' subscription='to'/>"
            + "<item jid='from@partner.test' subscription='from'/><item jid='none@partner.test' subscription='none'/>"
            + "<item jid='asked@partner.test' subscription='none' ask='subscribe'/>"
            + "<item jid='both@other.test' subscription='both'/></query>";

    PresenceConformance(Ground ground) {
        super(ground);
    }

    private String withRoster(Gateway gateway) {
        String alice = ground.newUser();
        Xml imported = gateway.request("set", AccountConformance.part(alice, 5, 1, true, ROSTER));
        assertThat(imported.type()).as(imported.toString()).isEqualTo("result");
        gateway.request("set", AwayConformance.user("home", alice, 6, ""));
        return alice;
    }

    private static Xml repair(Gateway gateway, String named) {
        Xml answer = gateway.request("set", "<repair xmlns='urn:rehome:hook:1'>" + named + "</repair>");
        assertThat(answer.type()).as(answer.toString()).isEqualTo("result");
        return answer.child("repair").orElseThrow();
    }

    private static String user(String jid) {
        return "<user jid='" + jid + "'/>";
    }

    private static List<String> presenceOf(Gateway gateway, String user) {
        return gateway
                .handedOver(
                        each -> each.name().equals("presence") && each.from().equals(user))
                .stream()
                .map(each -> each.type() + " " + each.to())
                .toList();
    }

    @Test
    void subscribed_contacts_get_probes_and_subscribers_hear_that_she_is_not_there() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = withRoster(gateway);
        Xml answer = repair(gateway, user(alice) + user("nobody@example.test") + "<domain name='partner.test'/>");
        List<Xml> users = answer.children("user");
        assertThat(users).extracting(each -> each.attribute("state")).containsExactly("done", "unknown");
        assertThat(users.getFirst().attribute("asked")).isEqualTo("2");
        assertThat(users.getFirst().attribute("told")).isEqualTo("2");
        await().until(() -> presenceOf(gateway, alice).size() == 4);
        gateway.barrier();
        assertThat(presenceOf(gateway, alice))
                .containsExactlyInAnyOrder(
                        "probe both@partner.test",
                        "probe to@partner.test",
                        "unavailable both@partner.test",
                        "unavailable from@partner.test");
    }

    @Test
    void subscribers_hear_again_of_a_session_and_she_sees_nothing_of_it() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = withRoster(gateway);
        login(alice);
        gateway.awaitHandedOver(
                each -> each.to().equals("from@partner.test") && each.type().isEmpty());
        assertThat(repair(gateway, user(alice)).children("user").getFirst().attribute("told"))
                .isEqualTo("3");
        await().until(() -> gateway.handedOver(each -> each.to().equals("from@partner.test")
                                && each.from().startsWith(alice + "/")
                                && each.type().isEmpty())
                        .size()
                == 2);
        await().until(() -> presenceOf(gateway, alice).contains("probe both@other.test"));
        assertThat(gateway.handedOver(each -> each.to().equals("none@partner.test")))
                .isEmpty();
    }

    @Test
    void colleagues_elsewhere_are_contacts_too_and_nothing_is_sent_for_who_is_away() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String bob = ground.newUser();
        String alice = ground.newUser();
        String item = "<query xmlns='jabber:iq:roster'><item jid='" + bob + "' subscription='both'/></query>";
        gateway.request("set", AccountConformance.part(alice, 5, 1, true, item));
        gateway.request("set", AwayConformance.user("home", alice, 6, ""));
        assertThat(repair(gateway, user(alice)).children("user").getFirst().attribute("asked"))
                .isEqualTo("0");
        gateway.request("set", AwayConformance.user("away", bob, 5, ""));
        assertThat(repair(gateway, user(alice)).children("user").getFirst().attribute("asked"))
                .isEqualTo("1");
        await().until(() -> presenceOf(gateway, alice).size() == 2);
        assertThat(repair(gateway, user(bob)).children("user").getFirst().attribute("state"))
                .isEqualTo("away");
    }

    @Test
    void what_cannot_be_meant_is_refused() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = user(ground.newUser());
        assertThat(condition(gateway, "")).isEqualTo("bad-request");
        assertThat(condition(gateway, alice + "<domain name='example.test'/>")).isEqualTo("bad-request");
        assertThat(condition(gateway, user("alice@elsewhere.test"))).isEqualTo("item-not-found");
    }

    private static String condition(Gateway gateway, String named) {
        return gateway.request("set", "<repair xmlns='urn:rehome:hook:1'>" + named + "</repair>")
                .condition();
    }
}
