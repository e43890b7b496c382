package org.rehome.lab.stanza;

import java.util.Optional;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;

/// A message, presence or iq (RFC 6120 §8).
public record Stanza(Element element) {

    public Stanza {
        if (!element.namespace().equals(Namespaces.CONTENT)
                || StanzaKind.named(element.name()).isEmpty()) {
            throw new IllegalArgumentException(
                    "no stanza: <" + element.name() + " xmlns='" + element.namespace() + "'>");
        }
    }

    /// The stanza in an element, empty if it is none.
    public static Optional<Stanza> in(Element element) {
        boolean stanza = element.namespace().equals(Namespaces.CONTENT)
                && StanzaKind.named(element.name()).isPresent();
        return stanza ? Optional.of(new Stanza(element)) : Optional.empty();
    }

    /// A chat message. The sender's server sets `from`.
    public static Stanza message(String to, String id, String body) {
        Element text = Element.of(Namespaces.CONTENT, "body").text(body);
        return new Stanza(empty(StanzaKind.MESSAGE, to, id).with("type", "chat").add(text));
    }

    /// Directed presence; a type such as `subscribe`, or empty for available.
    public static Stanza presence(String to, String id, String type) {
        Element presence = empty(StanzaKind.PRESENCE, to, id);
        return new Stanza(type.isEmpty() ? presence : presence.with("type", type));
    }

    /// An iq request of type `get` with the payload.
    public static Stanza get(String to, String id, Element payload) {
        return new Stanza(empty(StanzaKind.IQ, to, id).with("type", "get").add(payload));
    }

    /// A ping (XEP-0199).
    public static Stanza ping(String to, String id) {
        return get(to, id, Element.of(Namespaces.PING, "ping"));
    }

    private static Element empty(StanzaKind kind, String to, String id) {
        return Element.of(Namespaces.CONTENT, kind.elementName()).with("to", to).with("id", id);
    }

    public StanzaKind kind() {
        return StanzaKind.named(element.name()).orElseThrow();
    }

    /// `to`, empty if there is none or it is no address.
    public Optional<Jid> to() {
        return element.attribute("to").flatMap(Jid::parse);
    }

    /// `from`, empty if there is none or it is no address.
    public Optional<Jid> from() {
        return element.attribute("from").flatMap(Jid::parse);
    }

    /// `id`, or an empty text.
    public String id() {
        return element.attribute("id").orElse("");
    }

    /// `type`, or an empty text.
    public String type() {
        return element.attribute("type").orElse("");
    }

    /// The body of a message, or an empty text.
    public String body() {
        return element.child(Namespaces.CONTENT, "body").map(Element::text).orElse("");
    }

    public boolean isError() {
        return type().equals("error");
    }

    /// Whether this is an iq that must be answered (RFC 6120 §8.2.3).
    public boolean isRequest() {
        return kind() == StanzaKind.IQ && (type().equals("get") || type().equals("set"));
    }

    /// Whether an error may be sent in answer: not to an error, not to an iq result (RFC 6120 §8.3.1).
    public boolean mayBeAnsweredWithError() {
        return !isError() && !(kind() == StanzaKind.IQ && !isRequest());
    }

    /// The defined condition of an error (RFC 6120 §8.3.3), empty if this is none or names none.
    public Optional<String> condition() {
        if (!isError()) {
            return Optional.empty();
        }
        return element.child(Namespaces.CONTENT, "error").flatMap(error -> error.elements().stream()
                .filter(child -> child.namespace().equals(Namespaces.STANZA_ERRORS))
                .filter(child -> !child.name().equals("text"))
                .map(Element::name)
                .findFirst());
    }

    public Stanza from(String sender) {
        return new Stanza(element.with("from", sender));
    }

    /// The error that answers this stanza: same kind and id, addresses exchanged (RFC 6120 §8.3.1).
    public Stanza error(StanzaCondition condition, String text) {
        Element error = Element.of(Namespaces.CONTENT, "error")
                .with("type", condition.type())
                .add(Element.of(Namespaces.STANZA_ERRORS, condition.elementName()))
                .add(Element.of(Namespaces.STANZA_ERRORS, "text").text(text));
        return new Stanza(answer("error").add(error));
    }

    /// The empty result of an iq.
    public Stanza result() {
        return new Stanza(answer("result"));
    }

    /// The result of an iq with a payload.
    public Stanza result(Element payload) {
        return new Stanza(answer("result").add(payload));
    }

    private Element answer(String type) {
        Element answer = Element.of(Namespaces.CONTENT, element.name());
        Optional<String> from = element.attribute("from");
        Optional<String> to = element.attribute("to");
        if (to.isPresent()) {
            answer = answer.with("from", to.get());
        }
        if (from.isPresent()) {
            answer = answer.with("to", from.get());
        }
        return answer.with("id", id()).with("type", type);
    }
}
