package org.rehome.lab.stanza;

import java.util.Optional;

/// The three kinds of RFC 6120 §8.2.
public enum StanzaKind {
    MESSAGE("message"),
    PRESENCE("presence"),
    IQ("iq");

    private final String elementName;

    StanzaKind(String elementName) {
        this.elementName = elementName;
    }

    public String elementName() {
        return elementName;
    }

    /// The kind of an element, empty if it is no stanza.
    public static Optional<StanzaKind> named(String elementName) {
        for (StanzaKind kind : values()) {
            if (kind.elementName.equals(elementName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
