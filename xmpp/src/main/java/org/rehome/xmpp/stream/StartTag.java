package org.rehome.xmpp.stream;

import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamReader;

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
            } else if (namespace.equals(javax.xml.XMLConstants.XML_NS_URI)
                    && reader.getAttributeLocalName(i).equals("lang")) {
                attributes.put("xml:lang", reader.getAttributeValue(i));
            }
        }
        return attributes;
    }
}
