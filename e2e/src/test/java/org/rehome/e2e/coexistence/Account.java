package org.rehome.e2e.coexistence;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jivesoftware.smack.packet.IQ;
import org.rehome.e2e.peer.User;
import org.rehome.e2e.peer.Xml;

/// What a server keeps for a user, as her client gets it.
///
/// @param roster address, name, subscription and groups of each contact
/// @param blocked addresses
record Account(Set<String> roster, Set<String> blocked) {
    static Account of(User client) {
        return new Account(
                items(client, "query", "jabber:iq:roster").map(Account::contact).collect(Collectors.toSet()),
                items(client, "blocklist", "urn:xmpp:blocking")
                        .map(item -> item.attribute("jid"))
                        .collect(Collectors.toSet()));
    }

    private static Stream<Xml> items(User client, String name, String namespace) {
        return client
                .request(IQ.Type.get, null, name, namespace, "")
                .child(name)
                .orElseThrow()
                .children("item")
                .stream();
    }

    private static String contact(Xml item) {
        return String.join(
                " ",
                item.attribute("jid"),
                item.attribute("name"),
                item.attribute("subscription"),
                item.children("group").stream().map(Xml::text).sorted().toList().toString());
    }
}
