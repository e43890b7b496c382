package org.rehome.lab.xml;

import static java.util.Objects.requireNonNull;

/// Character data, after references and CDATA sections were resolved.
public record Text(String value) implements Node {
    public Text {
        requireNonNull(value, "value");
    }
}
