package org.rehome.edge.negotiation;

import java.util.Optional;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamErrorCondition;
import org.rehome.xmpp.stream.XmlElement;

/// A stream error that a peer has sent.
///
/// @param condition undefined-condition also for one that nobody knows (RFC 6120 §4.9.2)
/// @param content what the condition's element holds: where to go, of see-other-host
/// @param words for people: the condition, and the peer's text, from which nothing is concluded
record PeerError(StreamErrorCondition condition, String content, String words) {
    private static final int MAX_LENGTH = 300;

    PeerError {
        content = printable(content);
        words = printable(words);
    }

    /// No line break and no escape sequence of a peer goes into a log.
    private static String printable(String text) {
        return text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static PeerError read(Frame frame) {
        XmlElement error = frame.tree();
        Optional<XmlElement> element = error.children().stream()
                .filter(child -> child.namespace().equals(Namespaces.STREAM_ERRORS))
                .filter(child -> !child.name().equals("text"))
                .findFirst();
        StreamErrorCondition condition = element.map(XmlElement::name)
                .flatMap(StreamErrorCondition::ofWire)
                .orElse(StreamErrorCondition.UNDEFINED_CONDITION);
        String text = error.child(Namespaces.STREAM_ERRORS, "text")
                .map(child -> " (" + child.text() + ")")
                .orElse("");
        return new PeerError(
                condition,
                element.map(child -> child.text().trim()).orElse(""),
                element.map(XmlElement::name).orElse(condition.wire()) + text);
    }
}
