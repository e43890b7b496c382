package org.rehome.xmpp.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A valid stream, as odd as XML lets it be.
final class RandomStream {
    /// Declared on the root only.
    private static final String HEADER =
            "<?xml version='1.0'?>\n<stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
                    + " xmlns='jabber:server' xmlns:db='jabber:server:dialback' xmlns:p='urn:p' xmlns:q=\"urn:&quot;q'\""
                    + " to='example.test' version='1.0'>";

    private static final List<String> NAMES =
            List.of("message", "iq", "presence", "body", "x", "a-b", "_y.1", "é", "query");
    private static final List<String> TEXTS = List.of(
            "hello",
            "ü 漢字 😀",
            "&lt;&amp;&gt;",
            "&#65;&#x42;",
            "]] ]>",
            "'\"",
            "\n\t ",
            "<![CDATA[<x>&y;]]>",
            ">",
            "\r\n",
            "=");
    private static final List<String> VALUES =
            List.of("", "1", "a@b.test/c", "&quot;&apos;", "x>y", "ü😀", "&#10;", "a\tb\nc", "xmlns='urn:x'", "/>");

    private final Random random;
    private final List<String> elements = new ArrayList<>();
    private final StringBuilder text = new StringBuilder(HEADER);
    private boolean usesRootPrefixes;

    RandomStream(Random random) {
        this.random = random;
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            text.append(whitespace());
            String element = element(0, new ArrayList<>());
            elements.add(element);
            text.append(element);
        }
        text.append(whitespace()).append("</stream:stream>");
    }

    String text() {
        return text.toString();
    }

    /// The elements between the header and the end.
    List<String> elements() {
        return elements;
    }

    boolean usesRootPrefixes() {
        return usesRootPrefixes;
    }

    private String element(int depth, List<String> declared) {
        List<String> known = new ArrayList<>(declared);
        StringBuilder attributes = new StringBuilder();
        if (random.nextInt(4) == 0) {
            String prefix = List.of("n", "o", "p").get(random.nextInt(3));
            known.add(prefix);
            attribute(attributes, "xmlns:" + prefix, "urn:" + random.nextInt(3));
        }
        if (random.nextInt(5) == 0) {
            attribute(
                    attributes,
                    "xmlns",
                    List.of("urn:x", "", "jabber:server", "jabber:client").get(random.nextInt(4)));
        }
        String name = prefix(known) + NAMES.get(random.nextInt(NAMES.size()));
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            // the number keeps them apart
            attribute(attributes, prefix(known) + "a" + i, VALUES.get(random.nextInt(VALUES.size())));
        }
        if (random.nextInt(6) == 0) {
            attribute(attributes, "xml:lang", "de");
        }
        String gap = random.nextInt(5) == 0 ? " " : "";
        if (random.nextInt(3) == 0) {
            return "<" + name + attributes + gap + "/>";
        }
        return "<" + name + attributes + gap + ">" + content(depth, known) + "</" + name + gap + ">";
    }

    private String content(int depth, List<String> known) {
        StringBuilder content = new StringBuilder();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            content.append(
                    depth < 5 && random.nextBoolean()
                            ? element(depth + 1, known)
                            : TEXTS.get(random.nextInt(TEXTS.size())));
        }
        return content.toString();
    }

    private void attribute(StringBuilder attributes, String name, String value) {
        String quote = random.nextBoolean() ? "'" : "\"";
        String space = List.of(" ", "\n", "  ", "\t").get(random.nextInt(4));
        String equals = random.nextInt(6) == 0 ? " = " : "=";
        boolean clash = value.contains(quote);
        attributes.append(space).append(name).append(equals);
        attributes
                .append(quote)
                .append(clash ? value.replace(quote, "&#39;") : value)
                .append(quote);
    }

    private String prefix(List<String> known) {
        int choice = random.nextInt(12);
        if (choice < 2 && !known.isEmpty()) {
            return known.get(random.nextInt(known.size())) + ":";
        } else if (choice == 2) {
            String prefix = List.of("db", "p", "q", "stream").get(random.nextInt(4));
            usesRootPrefixes |= !known.contains(prefix);
            return prefix + ":";
        }
        return "";
    }

    private String whitespace() {
        return List.of("", "", "\n", " \t", "\r\n").get(random.nextInt(5));
    }
}
