package org.rehome.contracts.address;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was parsed lately, by its text: traffic names the same addresses over and over. A text has one place, which the
/// last text of that place holds. Any thread may use it: what a place holds never changes, so that the worst that a
/// race does is to parse once more.
final class Recent<T> {
    /// Longer texts are rare, and not worth their memory.
    private static final int MAX_LENGTH = 128;

    private final @Nullable Parsed<T>[] places;
    private final Function<String, T> parser;

    private record Parsed<T>(String text, T value) {}

    /// @param places a power of two
    /// @param parser throws for what it does not accept; that is not kept
    @SuppressWarnings({"unchecked", "rawtypes"})
    Recent(int places, Function<String, T> parser) {
        this.places = new Parsed[places];
        this.parser = parser;
    }

    T parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return parser.apply(text);
        }
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & (places.length - 1);
        Parsed<T> found = places[place];
        if (found != null && found.text().equals(text)) {
            return found.value();
        }
        T value = parser.apply(text);
        places[place] = new Parsed<>(text, value);
        return value;
    }
}
