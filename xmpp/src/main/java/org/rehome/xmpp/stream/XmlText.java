package org.rehome.xmpp.stream;

/// Text in XML that we write.
public final class XmlText {

    private XmlText() {}

    /// Escapes text for content and for attribute values in either quote; characters that XML 1.0 §2.2 does not allow
    /// are left out.
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(escaped, c));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int c) {
        switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '\'' -> escaped.append("&apos;");
            case '"' -> escaped.append("&quot;");
            // as they are, a parser would turn them into spaces in an attribute (XML 1.0 §3.3.3)
            case '\t', '\n', '\r' -> escaped.append("&#").append(c).append(';');
            default -> {
                if (isAllowed(c)) {
                    escaped.appendCodePoint(c);
                }
            }
        }
    }

    private static boolean isAllowed(int c) {
        return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }
}
