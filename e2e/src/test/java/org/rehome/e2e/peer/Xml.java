package org.rehome.e2e.peer;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// An element, as tests read it. Attributes with a prefix are kept by their local name.
///
/// @param namespace empty when it has none
/// @param text its own character data
public record Xml(String name, String namespace, List<Attribute> attributes, List<Xml> children, String text) {
    private static final XMLInputFactory FACTORY = XMLInputFactory.newDefaultFactory();

    public record Attribute(String name, String value) {}

    public static XMLStreamReader reader(java.io.Reader source) throws XMLStreamException {
        return FACTORY.createXMLStreamReader(source);
    }

    public static Xml parse(String text) {
        try {
            XMLStreamReader reader = reader(new StringReader(text));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // Comments and white space before the root say nothing.
            }
            return read(reader);
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("not well-formed: " + text, e);
        }
    }

    /// The element whose start the reader is at, to its end.
    public static Xml read(XMLStreamReader reader) throws XMLStreamException {
        String name = reader.getLocalName();
        String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        List<Attribute> attributes = new ArrayList<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.add(new Attribute(reader.getAttributeLocalName(i), reader.getAttributeValue(i)));
        }
        List<Xml> children = new ArrayList<>();
        var text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.add(read(reader));
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text.append(reader.getText());
            }
        }
        return new Xml(name, namespace, List.copyOf(attributes), List.copyOf(children), text.toString());
    }

    public boolean is(String name, String namespace) {
        return this.name.equals(name) && this.namespace.equals(namespace);
    }

    /// The value of an attribute, empty when it is missing.
    public String attribute(String name) {
        return attributes.stream()
                .filter(each -> each.name.equals(name))
                .map(Attribute::value)
                .findFirst()
                .orElse("");
    }

    public Optional<Xml> child(String name) {
        return children.stream().filter(each -> each.name.equals(name)).findFirst();
    }

    public List<Xml> children(String name) {
        return children.stream().filter(each -> each.name.equals(name)).toList();
    }

    /// The element at the end of a path of names below this one.
    public Optional<Xml> at(String... path) {
        Optional<Xml> found = Optional.of(this);
        for (String name : path) {
            found = found.flatMap(each -> each.child(name));
        }
        return found;
    }

    public String body() {
        return child("body").map(Xml::text).orElse("");
    }

    public String from() {
        return attribute("from");
    }

    public String to() {
        return attribute("to");
    }

    public String type() {
        return attribute("type");
    }

    /// The condition of the error in a stanza (RFC 6120 §8.3.3), empty when it has none.
    public String condition() {
        return child("error").stream()
                .flatMap(error -> error.children.stream())
                .filter(each -> each.namespace.equals("urn:ietf:params:xml:ns:xmpp-stanzas"))
                .map(Xml::name)
                .filter(each -> !each.equals("text"))
                .findFirst()
                .orElse("");
    }
}
