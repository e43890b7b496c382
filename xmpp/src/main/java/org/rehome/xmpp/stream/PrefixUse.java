package org.rehome.xmpp.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Which prefixes an element uses that only the stream root declares.
final class PrefixUse {
    private final Deque<List<String>> declared = new ArrayDeque<>();

    /// How many of the open elements declare a prefix.
    private final Map<String, Integer> inForce = new HashMap<>();

    private final Set<String> ofTheRoot = new TreeSet<>();

    void enter(XMLStreamReader reader) {
        List<String> here = List.of();
        if (reader.getNamespaceCount() > 0) {
            here = new ArrayList<>();
            for (int i = 0; i < reader.getNamespaceCount(); i++) {
                String prefix = StartTag.prefix(reader, i);
                here.add(prefix);
                inForce.merge(prefix, 1, Integer::sum);
            }
        }
        declared.push(here);
        use(reader.getPrefix());
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            use(reader.getAttributePrefix(i));
        }
    }

    void leave() {
        for (String prefix : declared.pop()) {
            inForce.merge(prefix, -1, Integer::sum);
        }
    }

    /// True when every element that was entered was left.
    boolean complete() {
        return declared.isEmpty();
    }

    /// The prefixes, sorted.
    Set<String> ofTheRoot() {
        return ofTheRoot;
    }

    private void use(@Nullable String prefix) {
        if (prefix != null && !prefix.isEmpty() && !prefix.equals("xml") && inForce.getOrDefault(prefix, 0) == 0) {
            ofTheRoot.add(prefix);
        }
    }
}
