package org.rehome.lab.pool;

import java.util.Optional;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.Node;

/// The elements of the hook's protocol (docs/pool-hook.md).
final class HookXml {
    static final String NAMESPACE = "urn:rehome:hook:1";

    private static final String FORWARD = "urn:xmpp:forward:0";
    private static final String CLIENT = "jabber:client";

    private HookXml() {}

    static Element element(String name) {
        return Element.of(NAMESPACE, name);
    }

    static Stanza handover(String domain, String gateway, long seq, Element stanza) {
        Element forwarded = Element.of(FORWARD, "forwarded").add(rescoped(stanza, Namespaces.CONTENT, CLIENT));
        Element handover = element("handover").with("seq", Long.toString(seq)).add(forwarded);
        return new Stanza(Element.of(Namespaces.CONTENT, "message")
                .with("from", domain)
                .with("to", gateway)
                .add(handover));
    }

    /// The stanza that a `send` wraps; empty when there is none.
    static Optional<Stanza> wrapped(Element send) {
        return send.child(FORWARD, "forwarded")
                .filter(forwarded -> forwarded.elements().size() == 1)
                .map(forwarded -> rescoped(forwarded.elements().getFirst(), CLIENT, Namespaces.CONTENT))
                .flatMap(Stanza::in);
    }

    /// The element of this protocol in a stanza.
    static Optional<Element> payload(Stanza stanza) {
        return stanza.element().elements().stream()
                .filter(child -> child.namespace().equals(NAMESPACE))
                .findFirst();
    }

    static int size(Stanza stanza) {
        return stanza.element().toXml(CLIENT).length();
    }

    private static Element rescoped(Element element, String from, String to) {
        return new Element(
                element.namespace().equals(from) ? to : element.namespace(),
                element.name(),
                element.attributes(),
                element.children().stream()
                        .map(child -> child instanceof Element inner ? (Node) rescoped(inner, from, to) : child)
                        .toList());
    }
}
