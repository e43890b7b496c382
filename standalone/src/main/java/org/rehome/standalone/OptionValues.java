package org.rehome.standalone;

import java.util.OptionalInt;

/// Numbers as they stand on a command line.
final class OptionValues {
    private OptionValues() {}

    /// A port from 1 to 65535.
    static OptionalInt port(String text) {
        OptionalInt number = number(text);
        return number.isPresent() && number.getAsInt() >= 1 && number.getAsInt() <= 65535
                ? number
                : OptionalInt.empty();
    }

    /// A whole number, 0 or more.
    static OptionalInt number(String text) {
        try {
            int number = Integer.parseInt(text);
            return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
