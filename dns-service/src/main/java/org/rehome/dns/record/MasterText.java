package org.rehome.dns.record;

import java.util.ArrayList;
import java.util.List;

/// Quoted character strings of master files (RFC 1035 §5.1): `\"`, `\\` and `\DDD` for what is not printable.
final class MasterText {

    private MasterText() {}

    static String quoted(List<String> strings) {
        StringBuilder text = new StringBuilder();
        for (String string : strings) {
            text.append(text.isEmpty() ? "\"" : " \"");
            for (int i = 0; i < string.length(); i++) {
                char c = string.charAt(i);
                if (c == '"' || c == '\\') {
                    text.append('\\').append(c);
                } else if (c < ' ' || c > '~') {
                    text.append('\\').append(String.format("%03d", (int) c));
                } else {
                    text.append(c);
                }
            }
            text.append('"');
        }
        return text.toString();
    }

    static List<String> strings(String text) {
        List<String> strings = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ' ') {
                at++;
            } else if (text.charAt(at) == '"') {
                StringBuilder string = new StringBuilder();
                at = string(text, at + 1, string);
                strings.add(string.toString());
            } else {
                throw invalid(text);
            }
        }
        return strings;
    }

    /// Reads to behind the closing quote.
    private static int string(String text, int start, StringBuilder string) {
        int at = start;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) != '\\') {
                string.append(text.charAt(at++));
            } else if (at + 3 < text.length() && Character.isDigit(text.charAt(at + 1))) {
                string.append((char) Integer.parseInt(text.substring(at + 1, at + 4)));
                at += 4;
            } else if (at + 1 < text.length()) {
                string.append(text.charAt(at + 1));
                at += 2;
            } else {
                throw invalid(text);
            }
        }
        if (at >= text.length()) {
            throw invalid(text);
        }
        return at + 1;
    }

    private static InvalidRecords invalid(String text) {
        return new InvalidRecords("text", text + " is not a list of quoted strings");
    }
}
