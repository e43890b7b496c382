package org.rehome.xmpp.stream;

import com.fasterxml.aalto.util.XmlChars;
import java.util.HashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// What we take of a start tag.
final class StartTag {

    private StartTag() {}

    /// Attributes without a namespace by their name, and `xml:lang`.
    static Map<String, String> attributes(XMLStreamReader reader) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String namespace = reader.getAttributeNamespace(i);
            if (namespace == null || namespace.isEmpty()) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            } else if (namespace.equals(XMLConstants.XML_NS_URI)
                    && reader.getAttributeLocalName(i).equals("lang")) {
                attributes.put("xml:lang", reader.getAttributeValue(i));
            }
        }
        return attributes;
    }

    /// The prefix that a declaration declares; empty for the default namespace.
    static String prefix(XMLStreamReader reader, int declaration) {
        String prefix = reader.getNamespacePrefix(declaration);
        return prefix == null ? "" : prefix;
    }

    /// What Aalto lets pass and other parsers do not: a name whose part after the colon is none, and a prefix that
    /// is bound to nothing (Namespaces in XML 1.0 §3, §4).
    ///
    /// @return the fault, or null
    static @Nullable String fault(XMLStreamReader reader) {
        String name = reader.getLocalName();
        for (int i = 0; i < reader.getAttributeCount() && isNcName(name); i++) {
            name = reader.getAttributeLocalName(i);
        }
        if (!isNcName(name)) {
            return "\"" + name + "\" is no name";
        }
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String prefix = prefix(reader, i);
            String namespace = reader.getNamespaceURI(i);
            if (!prefix.isEmpty() && (!isNcName(prefix) || namespace == null || namespace.isEmpty())) {
                return "no namespace for the prefix \"" + prefix + "\"";
            }
        }
        return null;
    }

    /// Aalto has checked that all characters are those of names.
    private static boolean isNcName(String name) {
        return !name.isEmpty() && XmlChars.is10NameStartChar(name.codePointAt(0));
    }
}
