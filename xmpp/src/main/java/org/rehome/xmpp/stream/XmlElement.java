package org.rehome.xmpp.stream;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// A small tree, for negotiation elements and IQ payloads; stanzas are not parsed into one on their way.
///
/// @param attributes by local name; attributes in a namespace are left out, except `xml:lang`
/// @param text the character data directly inside
public record XmlElement(
        String namespace, String name, Map<String, String> attributes, List<XmlElement> children, String text) {

    public XmlElement {
        attributes = Map.copyOf(attributes);
        children = List.copyOf(children);
    }

    /// Parses an element that was read from a stream.
    ///
    /// @param contentNamespace the default namespace of that stream
    /// @throws IllegalArgumentException when it is not well-formed
    public static XmlElement parse(byte[] xml, String contentNamespace) {
        byte[] start = ("<r xmlns='" + XmlText.escape(contentNamespace) + "'>").getBytes(StandardCharsets.UTF_8);
        byte[] end = "</r>".getBytes(StandardCharsets.UTF_8);
        byte[] document = new byte[start.length + xml.length + end.length];
        System.arraycopy(start, 0, document, 0, start.length);
        System.arraycopy(xml, 0, document, start.length, xml.length);
        System.arraycopy(end, 0, document, start.length + xml.length, end.length);
        try {
            // a factory keeps the names that it has seen: one for each document, so that none can fill it
            XMLStreamReader reader = new InputFactoryImpl()
                    .createXMLStreamReader(new java.io.ByteArrayInputStream(document), StandardCharsets.UTF_8.name());
            reader.nextTag();
            reader.nextTag();
            return read(reader);
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("not well-formed: " + e.getMessage(), e);
        }
    }

    private static XmlElement read(XMLStreamReader reader) throws XMLStreamException {
        String namespace = Optional.ofNullable(reader.getNamespaceURI()).orElse("");
        String name = reader.getLocalName();
        Map<String, String> attributes = StartTag.attributes(reader);
        List<XmlElement> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> children.add(read(reader));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                default -> throw new XMLStreamException("event " + event + " inside an element");
            }
        }
        return new XmlElement(namespace, name, new LinkedHashMap<>(attributes), children, text.toString());
    }

    public Optional<XmlElement> child(String childNamespace, String childName) {
        return children.stream()
                .filter(child -> child.is(childNamespace, childName))
                .findFirst();
    }

    public boolean is(String otherNamespace, String otherName) {
        return namespace.equals(otherNamespace) && name.equals(otherName);
    }

    public Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }
}
