package org.rehome.gateway.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a stream into its header, first-level elements and closing tag; enough for what tests send.
final class ElementSplitter {
    private final StringBuilder buffer = new StringBuilder();
    private int depth;
    private int scanned;

    List<String> feed(String text) {
        buffer.append(text);
        List<String> complete = new ArrayList<>();
        int close = buffer.indexOf(">", scanned);
        while (close >= 0) {
            int open = buffer.lastIndexOf("<", close);
            String tag = buffer.substring(open, close + 1);
            scanned = close + 1;
            if (ends(tag)) {
                complete.add(buffer.substring(0, scanned).strip());
                buffer.delete(0, scanned);
                scanned = 0;
            }
            close = buffer.indexOf(">", scanned);
        }
        return complete;
    }

    private boolean ends(String tag) {
        if (tag.startsWith("<?")) {
            return false;
        }
        if (tag.startsWith("<stream:stream") || tag.equals("</stream:stream>")) {
            return true;
        }
        if (tag.startsWith("</")) {
            depth--;
        } else if (!tag.endsWith("/>")) {
            depth++;
        }
        return depth == 0;
    }

    /// An attribute of an element's start tag.
    static Optional<String> attribute(String xml, String name) {
        int start = xml.startsWith("<?") ? xml.indexOf("?>") + 2 : 0;
        String tag = xml.substring(start, xml.indexOf('>', start));
        Matcher found = Pattern.compile("\\s" + name + "=['\"]([^'\"]*)['\"]").matcher(tag);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
