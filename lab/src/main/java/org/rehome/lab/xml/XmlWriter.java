package org.rehome.lab.xml;

import java.util.Map;

/// Writes elements for one content namespace. It has no way to write a comment, a processing instruction, a document
/// type or an entity beyond the five predefined ones (RFC 6120 §11.1).
final class XmlWriter {
    private final String contentNamespace;
    private final StringBuilder out = new StringBuilder();

    XmlWriter(String contentNamespace) {
        this.contentNamespace = contentNamespace;
    }

    String write(Element element) {
        write(element, contentNamespace);
        return out.toString();
    }

    private void write(Element element, String inherited) {
        String namespace = element.namespace().equals(Namespaces.CONTENT) ? contentNamespace : element.namespace();
        String prefix = prefix(namespace);
        String name = prefix.isEmpty() ? element.name() : prefix + ":" + element.name();
        out.append('<').append(name);
        String scope = inherited;
        if (prefix.isEmpty() && !namespace.equals(inherited)) {
            scope = namespace;
            attribute("xmlns", namespace);
        }
        attributes(element.attributes());
        if (element.children().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Node child : element.children()) {
            switch (child) {
                case Element inner -> write(inner, scope);
                case Text(String value) -> escapeText(value);
            }
        }
        out.append("</").append(name).append('>');
    }

    /// Both prefixes are declared on every stream header that the lab sends.
    private static String prefix(String namespace) {
        return switch (namespace) {
            case Namespaces.STREAMS -> "stream";
            case Namespaces.DIALBACK -> "db";
            default -> "";
        };
    }

    private void attributes(Map<String, String> attributes) {
        int foreign = 0;
        for (Map.Entry<String, String> entry : attributes.entrySet()) {
            String name = entry.getKey();
            if (name.startsWith("{")) {
                int end = name.indexOf('}');
                String prefix = "a" + foreign++;
                attribute("xmlns:" + prefix, name.substring(1, end));
                name = prefix + ":" + name.substring(end + 1);
            }
            attribute(name, entry.getValue());
        }
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("='");
        escapeAttribute(value, out);
        out.append('\'');
    }

    static void escapeAttribute(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append("&apos;");
                case '"' -> out.append("&quot;");
                case '\t' -> out.append("&#9;");
                case '\n' -> out.append("&#10;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }

    private void escapeText(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }
}
