package org.rehome.xmpp.stream;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;

/// A whole first-level element of a stream.
public final class Frame {
    private final String namespace;
    private final String prefix;
    private final String name;
    private final Map<String, String> attributes;
    private final byte[] xml;
    private final String contentNamespace;

    /// @param attributes nobody else changes them
    Frame(
            String namespace,
            String prefix,
            String name,
            Map<String, String> attributes,
            byte[] xml,
            String contentNamespace) {
        this.namespace = namespace;
        this.prefix = prefix;
        this.name = name;
        this.attributes = Collections.unmodifiableMap(attributes);
        this.xml = xml;
        this.contentNamespace = contentNamespace;
    }

    public String namespace() {
        return namespace;
    }

    /// The prefix that the element was written with; empty for none.
    public String prefix() {
        return prefix;
    }

    public String name() {
        return name;
    }

    /// Attributes without a namespace by their name, and `xml:lang`.
    public Map<String, String> attributes() {
        return attributes;
    }

    public Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /// The element, byte for byte as received; prefixes that it uses and only the stream root declared are
    /// re-declared on it (RFC 6120 §4.8.5), and a stanza between servers that has no language has that of its
    /// stream (§4.7.4). Not to be changed.
    public byte[] xml() {
        return xml;
    }

    /// The default namespace of the stream that it came on.
    public String contentNamespace() {
        return contentNamespace;
    }

    /// Parses the element into a tree.
    public XmlElement tree() {
        return XmlElement.parse(xml, contentNamespace);
    }

    public boolean is(String otherNamespace, String otherName) {
        return namespace.equals(otherNamespace) && name.equals(otherName);
    }
}
