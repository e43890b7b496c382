package org.rehome.e2e.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Presence;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// Account data in the form of XEP-0227.
abstract class AccountConformance extends HookConformance {
    private static final String STORED = "<query xmlns='jabber:iq:roster'>"
            + "<item jid='bob@partner.test' name='Bob' subscription='both'><group>Friends</group></item>"
            + "<item jid='carol@partner.test' subscription='none' ask='subscribe'/></query>"
            + "<presence xmlns='jabber:client' type='subscribe' from='dave@partner.test' to='USER'/>"
            + "<blocklist xmlns='urn:xmpp:blocking'><item jid='eve@partner.test'/></blocklist>";

    AccountConformance(Ground ground) {
        super(ground);
    }

    @Test
    void what_was_imported_is_what_the_user_finds_and_what_is_exported() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        Xml first = gateway.request("set", part(alice, 5, 1, false, STORED.replace("USER", alice)));
        assertThat(first.type()).as(first.toString()).isEqualTo("result");
        Xml last = gateway.request("set", part(alice, 5, 2, true, offline(alice, "first", "second")));
        assertCounts(last.child("import").orElseThrow(), "3", "1", "2");
        Xml again = gateway.request("set", part(alice, 5, 1, true, offline(alice, "never")));
        assertCounts(again.child("import").orElseThrow(), "3", "1", "2");

        gateway.request("set", AwayConformance.user("away", alice, 6, ""));
        Xml export = gateway.request("get", "<export xmlns='urn:rehome:hook:1' user='" + alice + "' after='0'/>")
                .child("export")
                .orElseThrow();
        assertCounts(export, "3", "1", "2");
        Xml user = export.at("server-data", "host", "user").orElseThrow();
        assertThat(user.at("query").orElseThrow().children("item")).hasSize(2);
        assertThat(user.child("presence").orElseThrow().from()).isEqualTo("dave@partner.test");
        assertThat(user.at("blocklist", "item").orElseThrow().attribute("jid")).isEqualTo("eve@partner.test");
        assertThat(user.at("offline-messages").orElseThrow().children("message"))
                .extracting(Xml::body)
                .containsExactly("first", "second");
        assertThat(user.attribute("password")).isEmpty();

        gateway.request("set", AwayConformance.user("home", alice, 7, ""));
        User logged = login(alice);
        await().until(() -> logged.bodies().size() == 2);
        assertThat(logged.bodies()).containsExactly("first", "second");
        Xml message = logged.awaitReceived(each -> each.body().equals("first"));
        assertThat(message.children("delay")).hasSize(1);
        assertThat(message.child("delay").orElseThrow().attribute("stamp")).startsWith("2026-01-02T03:04:05");
        logged.awaitReceived(
                each -> each.type().equals("subscribe") && each.from().equals("dave@partner.test"));
        Xml roster = logged.request(IQ.Type.get, null, "query", "jabber:iq:roster", "");
        Xml bob = roster.child("query").orElseThrow().children("item").stream()
                .filter(each -> each.attribute("jid").equals("bob@partner.test"))
                .findFirst()
                .orElseThrow();
        assertThat(bob.attribute("subscription")).isEqualTo("both");
        assertThat(bob.child("group").orElseThrow().text()).isEqualTo("Friends");
        Xml blocked = logged.request(IQ.Type.get, null, "blocklist", "urn:xmpp:blocking", "");
        assertThat(blocked.at("blocklist", "item").orElseThrow().attribute("jid"))
                .isEqualTo("eve@partner.test");
    }

    @Test
    void an_import_replaces_what_was_there() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        gateway.request("set", part(alice, 5, 1, true, STORED.replace("USER", alice) + offline(alice, "old")));
        gateway.request("set", AwayConformance.user("away", alice, 6, ""));
        gateway.request("set", part(alice, 7, 1, true, offline(alice, "new")));
        Xml export = gateway.request("get", "<export xmlns='urn:rehome:hook:1' user='" + alice + "' after='0'/>")
                .child("export")
                .orElseThrow();
        assertCounts(export, "0", "0", "1");
    }

    @Test
    void large_data_is_exported_in_parts() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        String large = "x".repeat(60_000);
        gateway.request("set", part(alice, 5, 1, false, offline(alice, "1" + large, "2" + large)));
        gateway.request("set", part(alice, 5, 2, true, offline(alice, "3" + large, "4" + large)));
        gateway.request("set", AwayConformance.user("away", alice, 6, ""));
        String after = "0";
        var starts = new StringBuilder();
        int parts = 0;
        do {
            Xml export = gateway.request(
                            "get", "<export xmlns='urn:rehome:hook:1' user='" + alice + "' after='" + after + "'/>")
                    .child("export")
                    .orElseThrow();
            export.at("server-data", "host", "user", "offline-messages")
                    .orElseThrow()
                    .children("message")
                    .forEach(each -> starts.append(each.body().charAt(0)));
            after = export.attribute("next");
            parts++;
        } while (!after.isEmpty());
        assertThat(starts.toString()).isEqualTo("1234");
        assertThat(parts).isEqualTo(2);
    }

    @Test
    void data_of_a_user_who_is_at_home_stays() {
        Gateway gateway = connect(Ground.FIRST);
        gateway.hello("all");
        String alice = ground.newUser();
        gateway.request("set", AwayConformance.user("home", alice, 5, ""));
        assertThat(gateway.request("get", "<export xmlns='urn:rehome:hook:1' user='" + alice + "' after='0'/>")
                        .condition())
                .isEqualTo("not-allowed");
        assertThat(gateway.request("set", part(alice, 6, 1, true, offline(alice, "no")))
                        .condition())
                .isEqualTo("not-allowed");
        assertThat(gateway.request("set", part("nobody@example.test", 6, 1, true, ""))
                        .condition())
                .isEqualTo("item-not-found");
    }

    @Test
    void what_a_user_had_here_is_exported() throws Exception {
        Gateway gateway = connect(Ground.FIRST);
        String queue = gateway.hello("all");
        User alice = newUser();
        alice.presence("bob@elsewhere.test", Presence.Type.subscribe);
        gateway.awaitHandedOver(each -> each.type().equals("subscribe"));
        gateway.ackAll(queue);
        alice.request(IQ.Type.set, null, "block", "urn:xmpp:blocking", "<item jid='eve@elsewhere.test'/>");
        alice.close();
        gateway.ackAll(queue);
        User bob = newUser();
        bob.say(alice.bare(), "while you were out");
        bob.request(IQ.Type.get, Ground.DOMAIN, "ping", "urn:xmpp:ping", "");
        gateway.request("set", AwayConformance.user("away", alice.bare(), 5, ""));
        Xml export = gateway.request("get", "<export xmlns='urn:rehome:hook:1' user='" + alice.bare() + "' after='0'/>")
                .child("export")
                .orElseThrow();
        assertCounts(export, "1", "1", "1");
        Xml item = export.at("server-data", "host", "user", "query", "item").orElseThrow();
        assertThat(item.attribute("ask")).isEqualTo("subscribe");
    }

    private static void assertCounts(Xml element, String roster, String blocked, String offline) {
        assertThat(element.attribute("roster")).isEqualTo(roster);
        assertThat(element.attribute("blocked")).isEqualTo(blocked);
        assertThat(element.attribute("offline")).isEqualTo(offline);
    }

    static String part(String user, long epoch, int part, boolean last, String data) {
        return "<import xmlns='urn:rehome:hook:1' user='" + user + "' epoch='" + epoch + "' part='" + part + "'"
                + (last ? " last='true'" : "") + "><server-data xmlns='urn:xmpp:pie:0'><host jid='example.test'>"
                + "<user name='" + user.substring(0, user.indexOf('@')) + "'>" + data
                + "</user></host></server-data></import>";
    }

    private static String offline(String user, String... bodies) {
        var messages = new StringBuilder("<offline-messages>");
        for (String body : bodies) {
            messages.append("<message xmlns='jabber:client' type='chat' from='bob@partner.test/desk' to='" + user
                    + "'><body>" + body + "</body><delay xmlns='urn:xmpp:delay' from='example.test'"
                    + " stamp='2026-01-02T03:04:05Z'/></message>");
        }
        return messages.append("</offline-messages>").toString();
    }
}
