package org.rehome.xmpp.stanza;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.XmlElement;
import org.rehome.xmpp.stream.XmlText;

/// The error that answers a stanza (RFC 6120 §8.3.1): same kind and id, addresses swapped, without the original
/// payload.
public final class ErrorReply {

    private ErrorReply() {}

    /// The error for a stanza on a lane.
    ///
    /// @param text for people; empty for none
    /// @return empty when the stanza may not be answered with an error (RFC 6120 §8.2.3, §8.3.1)
    public static Optional<byte[]> to(LaneStanza stanza, StanzaErrorCondition condition, String text) {
        if (!stanza.kind().mayBeAnsweredWithError()) {
            return Optional.empty();
        }
        // the content namespace does not matter here: nothing is asked of the children
        XmlElement original = XmlElement.parse(stanza.xml(), Namespaces.SERVER);
        return Optional.of(xml(
                original.name(),
                original.attribute("id").orElse(""),
                stanza.to().toString(),
                stanza.from().toString(),
                condition,
                text));
    }

    /// The error for a stanza that was just read.
    public static Optional<byte[]> to(Stanza stanza, StanzaErrorCondition condition, String text) {
        if (!stanza.kind().mayBeAnsweredWithError()) {
            return Optional.empty();
        }
        String id = stanza.id();
        return Optional.of(xml(
                stanza.name(),
                id == null ? "" : id,
                stanza.to().toString(),
                stanza.from().toString(),
                condition,
                text));
    }

    private static byte[] xml(
            String name, String id, String from, String to, StanzaErrorCondition condition, String text) {
        StringBuilder xml = new StringBuilder("<").append(name).append(" type='error'");
        if (!id.isEmpty()) {
            xml.append(" id='").append(XmlText.escape(id)).append('\'');
        }
        xml.append(" from='").append(XmlText.escape(from)).append('\'');
        xml.append(" to='").append(XmlText.escape(to)).append("'><error type='");
        xml.append(condition.type()).append("'><").append(condition.wire());
        xml.append(" xmlns='").append(Namespaces.STANZA_ERRORS).append("'/>");
        if (!text.isEmpty()) {
            xml.append("<text xmlns='").append(Namespaces.STANZA_ERRORS).append("' xml:lang='en'>");
            xml.append(XmlText.escape(text)).append("</text>");
        }
        return xml.append("</error></").append(name).append('>').toString().getBytes(StandardCharsets.UTF_8);
    }
}
