package org.rehome.xmpp.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text in XML: how it is written, and what it means.
public final class XmlText {
    // leading zeros aside, no character takes more digits
    private static final Pattern REFERENCE =
            Pattern.compile("&(?:amp|lt|gt|apos|quot|#0*[0-9]{1,7}|#x0*[0-9a-fA-F]{1,6});");

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

    /// What an attribute value or content means: the five entities and numeric references are resolved. References to
    /// anything else stay as they are.
    public static String unescape(String text) {
        return text.indexOf('&') < 0
                ? text
                : REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(meaning(found.group())));
    }

    private static String meaning(String reference) {
        return switch (reference) {
            case "&amp;" -> "&";
            case "&lt;" -> "<";
            case "&gt;" -> ">";
            case "&apos;" -> "'";
            case "&quot;" -> "\"";
            default -> {
                int radix = reference.charAt(2) == 'x' ? 16 : 10;
                String digits = reference.substring(radix == 16 ? 3 : 2, reference.length() - 1);
                int c = Integer.parseInt(digits, radix);
                yield Character.isValidCodePoint(c) ? Character.toString(c) : reference;
            }
        };
    }

    private static boolean isAllowed(int c) {
        return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }
}
