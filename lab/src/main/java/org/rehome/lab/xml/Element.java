package org.rehome.lab.xml;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An immutable XML element.
///
/// @param namespace its namespace; [Namespaces#CONTENT] for the content namespace of the stream
/// @param name local name
/// @param attributes in document order; a name is local, `xml:…`, or `{namespace}local`
/// @param children in document order
public record Element(String namespace, String name, Map<String, String> attributes, List<Node> children)
        implements Node {

    public Element {
        requireNonNull(namespace, "namespace");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an element needs a name");
        }
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        children = List.copyOf(children);
    }

    /// An empty element.
    public static Element of(String namespace, String name) {
        return new Element(namespace, name, Map.of(), List.of());
    }

    /// Parses one element that stands alone; elements without a namespace are in [Namespaces#CONTENT].
    ///
    /// @throws IllegalArgumentException if the text is not one well-formed element without restricted XML
    public static Element parse(String xml) {
        return XmlReader.parse(xml);
    }

    public boolean is(String expectedNamespace, String expectedName) {
        return namespace.equals(expectedNamespace) && name.equals(expectedName);
    }

    public Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /// This element with the attribute set.
    public Element with(String attribute, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new Element(namespace, name, changed, children);
    }

    /// This element with one more child at its end.
    public Element add(Node child) {
        List<Node> more = new ArrayList<>(children);
        more.add(child);
        return new Element(namespace, name, attributes, more);
    }

    /// This element with text at its end.
    public Element text(String value) {
        return add(new Text(value));
    }

    /// The child elements, text left out.
    public List<Element> elements() {
        return children.stream()
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .toList();
    }

    /// The first child of that name.
    public Optional<Element> child(String childNamespace, String childName) {
        return elements().stream()
                .filter(child -> child.is(childNamespace, childName))
                .findFirst();
    }

    /// The character data directly in this element.
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Node child : children) {
            if (child instanceof Text(String value)) {
                text.append(value);
            }
        }
        return text.toString();
    }

    /// The element as it is written on a stream whose content namespace is the one given.
    public String toXml(String contentNamespace) {
        return new XmlWriter(contentNamespace).write(this);
    }
}
