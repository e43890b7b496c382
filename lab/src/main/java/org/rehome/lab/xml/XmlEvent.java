package org.rehome.lab.xml;

import static java.util.Objects.requireNonNull;

/// What comes next on a stream, seen at the level of its first-level elements.
public sealed interface XmlEvent {

    /// The stream header.
    ///
    /// @param root the header's element, without children
    /// @param prefix the prefix it was written with, empty if none
    /// @param contentNamespace the default namespace it declares, empty if none
    record Opened(Element root, String prefix, String contentNamespace) implements XmlEvent {
        public Opened {
            requireNonNull(root, "root");
            requireNonNull(prefix, "prefix");
            requireNonNull(contentNamespace, "contentNamespace");
        }
    }

    /// A complete first-level element.
    ///
    /// @param source its text exactly as it stood on the stream
    record Child(Element element, String source) implements XmlEvent {
        public Child {
            requireNonNull(element, "element");
            requireNonNull(source, "source");
        }
    }

    /// The closing tag of the stream.
    record Closed() implements XmlEvent {}

    /// The transport ended without a closing tag.
    record EndOfInput() implements XmlEvent {}
}
