package org.rehome.xmpp.stanza;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.rehome.xmpp.stream.XmlText;

/// Walks over the tags of an element that is known to be well-formed, without comments and the like (RFC 6120 §11.1).
final class Tags {
    private static final byte[] XMLNS = {'x', 'm', 'l', 'n', 's'};

    private final byte[] xml;
    private int at;
    private int tagStart;

    /// An attribute's value, between its quotes.
    record Value(int start, int end) {
        String meaning(byte[] xml) {
            return XmlText.unescape(new String(xml, start, end - start, StandardCharsets.UTF_8));
        }
    }

    /// @param opens true for a start tag and for an empty element
    /// @param closes true for an end tag and for an empty element
    /// @param prefixed true when the name has a prefix
    /// @param defaultNamespace what `xmlns` declares
    record Tag(
            boolean opens,
            boolean closes,
            boolean prefixed,
            @Nullable Value defaultNamespace) {}

    Tags(byte[] xml) {
        this.xml = xml;
    }

    /// @throws IllegalArgumentException when the element ends before its last tag
    Tag next() {
        while (true) {
            skipTo('<');
            tagStart = at;
            at++;
            if (here() == '!') {
                skipCdata();
            } else if (here() == '/') {
                skipTo('>');
                return new Tag(false, true, false, null);
            } else {
                return start();
            }
        }
    }

    /// Where the last tag begins.
    int tagStart() {
        return tagStart;
    }

    /// Behind the last tag.
    int tagEnd() {
        skipTo('>');
        return at + 1;
    }

    private Tag start() {
        boolean prefixed = skipName(':');
        Value namespace = null;
        while (true) {
            skipWhitespace();
            if (here() == '>') {
                return new Tag(true, false, prefixed, namespace);
            }
            if (here() == '/') {
                skipTo('>');
                return new Tag(true, true, prefixed, namespace);
            }
            int from = at;
            skipName();
            boolean declares = Arrays.equals(xml, from, at, XMLNS, 0, XMLNS.length);
            Value value = value();
            if (declares) {
                namespace = value;
            }
        }
    }

    /// Goes to the end of the name; true when it has the character in it.
    private boolean skipName(char c) {
        int from = at;
        skipName();
        for (int i = from; i < at; i++) {
            if (xml[i] == c) {
                return true;
            }
        }
        return false;
    }

    private Value value() {
        while (here() != '\'' && here() != '"') {
            at++;
        }
        int start = at + 1;
        char quote = (char) here();
        at++;
        skipTo(quote);
        at++;
        return new Value(start, at - 1);
    }

    private void skipName() {
        while (!isWhitespace(here()) && here() != '=' && here() != '/' && here() != '>') {
            at++;
        }
    }

    private void skipWhitespace() {
        while (isWhitespace(here())) {
            at++;
        }
    }

    private void skipCdata() {
        while (here() != ']' || at + 2 >= xml.length || xml[at + 1] != ']' || xml[at + 2] != '>') {
            at++;
        }
    }

    private void skipTo(char c) {
        int to = at;
        while (to < xml.length && xml[to] != c) {
            to++;
        }
        at = to;
        here();
    }

    private byte here() {
        if (at >= xml.length) {
            throw new IllegalArgumentException("a stanza that has no end, of " + xml.length + " bytes");
        }
        return xml[at];
    }

    private static boolean isWhitespace(byte b) {
        return b == ' ' || b == '\n' || b == '\t' || b == '\r';
    }
}
