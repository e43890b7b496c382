package org.rehome.xmpp.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.rehome.xmpp.stanza.Forwarded;
import org.rehome.xmpp.stanza.Stanza;
import org.rehome.xmpp.stream.Frame;
import org.rehome.xmpp.stream.Namespaces;
import org.rehome.xmpp.stream.StreamItem;
import org.rehome.xmpp.stream.StreamLimits;
import org.rehome.xmpp.stream.StreamReader;
import org.rehome.xmpp.stream.XmlElement;
import org.rehome.xmpp.stream.XmlText;

/// Reads what a hook hands over: the stanza as it is, byte for byte; prefixes that it uses and only its wrapper
/// declares are re-declared on it (RFC 6120 §4.8.5), as those of a stream root are. Bounded as the stream is that
/// brought it.
public final class Handovers {
    /// The message, the hand-over, the forwarding, the stanza.
    private static final int STANZA_DEPTH = 4;

    private Handovers() {}

    /// What a message of the hook turned out to be.
    public sealed interface Reading {
        record HandedOver(long seq, Stanza stanza) implements Reading {}

        /// It has a number, and its stanza is none that could go anywhere: to be acknowledged and counted.
        record Unreadable(long seq, String reason) implements Reading {}

        /// The hook does not keep to the protocol.
        record Broken(String reason) implements Reading {}

        /// Another message.
        record Other() implements Reading {}
    }

    /// Reads a message that was addressed to the gateway.
    public static Reading read(Frame message) {
        if (!message.name().equals("message") || !message.namespace().equals(message.contentNamespace())) {
            return new Reading.Other();
        }
        XmlElement tree;
        Forwarded forwarded;
        try {
            forwarded = Forwarded.at(message.xml(), STANZA_DEPTH);
            tree = XmlElement.parse(forwarded.around(), message.contentNamespace());
        } catch (IllegalArgumentException e) {
            return incomplete(message, String.valueOf(e.getMessage()));
        }
        XmlElement handover = tree.child(Requests.NAMESPACE, "handover").orElse(null);
        if (handover == null) {
            return new Reading.Other();
        }
        return handedOver(handover, forwarded);
    }

    private static Reading incomplete(Frame message, String reason) {
        return message.tree()
                .child(Requests.NAMESPACE, "handover")
                .<Reading>map(handover -> unreadable(handover, reason))
                .orElseGet(Reading.Other::new);
    }

    private static Reading unreadable(XmlElement handover, String reason) {
        try {
            return new Reading.Unreadable(HookAnswer.number(handover, "seq"), reason);
        } catch (IllegalArgumentException e) {
            return new Reading.Broken(String.valueOf(e.getMessage()));
        }
    }

    private static Reading handedOver(XmlElement handover, Forwarded forwarded) {
        Reading reading = unreadable(handover, "");
        if (!(reading instanceof Reading.Unreadable(long seq, String _))) {
            return reading;
        }
        if (seq == 0) {
            return new Reading.Broken("seq of <handover/> is 0; numbers begin with 1");
        }
        boolean wrapped = handover.child(Requests.FORWARD, "forwarded").isPresent()
                && handover.children().size() == 1;
        if (!wrapped) {
            return new Reading.Unreadable(
                    seq, "the hand-over has no <forwarded xmlns='" + Requests.FORWARD + "'/> alone");
        }
        try {
            return stanza(seq, forwarded);
        } catch (XMLStreamException e) {
            return new Reading.Unreadable(seq, "the wrapper cannot be read: " + e.getMessage());
        }
    }

    private static Reading stanza(long seq, Forwarded forwarded) throws XMLStreamException {
        Map<String, String> scope = scope(forwarded.around());
        XmlElement root = rootOf(forwarded.inner(), scope);
        if (!Namespaces.isContent(root.namespace())) {
            return new Reading.Unreadable(
                    seq, "what is forwarded is in the namespace \"" + root.namespace() + "\", no stanza's");
        }
        StreamReader reader = new StreamReader(StreamLimits.afterAuthentication(), root.namespace());
        byte[] header = header(root.namespace(), scope);
        reader.feed(header, 0, header.length);
        List<StreamItem> items = reader.feed(forwarded.inner(), 0, forwarded.inner().length);
        if (items.size() != 1 || !(items.getFirst() instanceof StreamItem.Arrived(Frame frame))) {
            return new Reading.Unreadable(seq, "what is forwarded cannot be read: " + items);
        }
        return switch (Stanza.read(frame)) {
            case Stanza.Reading.Read(var stanza) -> new Reading.HandedOver(seq, stanza);
            case Stanza.Reading.StanzaFault(var _, var condition, var detail) ->
                new Reading.Unreadable(seq, condition.wire() + ": " + detail);
            case Stanza.Reading.StreamFault(var condition, var detail) ->
                new Reading.Unreadable(seq, condition.wire() + ": " + detail);
        };
    }

    // the start tag alone says it; a copy without children is not needed for what is as short as stanzas are
    private static XmlElement rootOf(byte[] inner, Map<String, String> scope) {
        String xml = new String(inner, UTF_8);
        StringBuilder start = new StringBuilder("<r");
        scope.forEach((prefix, namespace) -> start.append(declaration(prefix, namespace)));
        byte[] whole = (start + ">" + xml + "</r>").getBytes(UTF_8);
        return XmlElement.parse(whole, Requests.FORWARD).children().getFirst();
    }

    private static byte[] header(String namespace, Map<String, String> scope) {
        StringBuilder header = new StringBuilder(
                "<stream:stream xmlns='" + namespace + "' xmlns:stream='" + Namespaces.STREAM + "' version='1.0'");
        scope.forEach((prefix, uri) -> {
            if (!prefix.equals("stream")) {
                header.append(declaration(prefix, uri));
            }
        });
        return header.append('>').toString().getBytes(UTF_8);
    }

    private static String declaration(String prefix, String namespace) {
        return " xmlns:" + prefix + "='" + XmlText.escape(namespace) + "'";
    }

    /// The prefixes that the elements around declare, the nearest declaration of each.
    private static Map<String, String> scope(byte[] around) throws XMLStreamException {
        Map<String, String> scope = new TreeMap<>();
        XMLStreamReader reader =
                new InputFactoryImpl().createXMLStreamReader(new ByteArrayInputStream(around), UTF_8.name());
        int depth = 0;
        while (depth < STANZA_DEPTH - 1) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                depth++;
                for (int i = 0; i < reader.getNamespaceCount(); i++) {
                    String prefix = reader.getNamespacePrefix(i);
                    if (prefix != null && !prefix.isEmpty()) {
                        scope.put(prefix, String.valueOf(reader.getNamespaceURI(i)));
                    }
                }
            }
        }
        return scope;
    }
}
