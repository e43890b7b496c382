package org.rehome.gateway.client;

import java.util.UUID;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StandardExtensionElement;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jxmpp.jid.Jid;

/// The message of a test: it says to people what it is, asks for a receipt (XEP-0184), and asks servers to
/// keep no copy (XEP-0334), so that a contact that is away does not find a heap of them later.
///
/// @param id of the stanza
record TestMessage(String id, String body) {
    static final String RECEIPTS = "urn:xmpp:receipts";
    private static final String HINTS = "urn:xmpp:hints";

    static TestMessage create() {
        String id = UUID.randomUUID().toString();
        return new TestMessage(
                id, "This is a test whether messages get through. Nothing has to be done about it. [" + id + "]");
    }

    Message to(Jid contact) {
        return StanzaBuilder.buildMessage(id)
                .ofType(Message.Type.chat)
                .to(contact)
                .setBody(body)
                .addExtension(new StandardExtensionElement("request", RECEIPTS))
                .addExtension(new StandardExtensionElement("no-store", HINTS))
                .addExtension(new StandardExtensionElement("no-copy", HINTS))
                .build();
    }
}
