package org.rehome.lab.xml;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The namespace declarations in force at one element.
record Scope(@Nullable Scope outer, Map<String, String> declared) {

    static Scope root() {
        return new Scope(null, Map.of("", "", "xml", Namespaces.XML));
    }

    Scope inner(Map<String, String> declarations) {
        return declarations.isEmpty() ? this : new Scope(this, declarations);
    }

    /// The namespace bound to a prefix, null if there is none.
    @Nullable
    String lookup(String prefix) {
        for (Scope scope = this; scope != null; scope = scope.outer()) {
            String namespace = scope.declared().get(prefix);
            if (namespace != null) {
                return namespace;
            }
        }
        return null;
    }
}
