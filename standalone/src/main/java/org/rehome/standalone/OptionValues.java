package org.rehome.standalone;

import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Options as they stand on a command line, and the numbers in them.
final class OptionValues {
    private OptionValues() {}

    /// Takes one option.
    @FunctionalInterface
    interface Taker {
        /// @param value null when nothing follows the name
        /// @return what is wrong; empty when nothing is
        Optional<String> take(String name, @Nullable String value);
    }

    /// Hands over each option with its value, `--name VALUE` or `--name=VALUE`, up to the first that is wrong.
    ///
    /// @return what is wrong with it; empty when all are right
    static Optional<String> takeEach(Deque<String> options, Taker taker) {
        while (!options.isEmpty()) {
            String option = options.pop();
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            String value = equals >= 0 ? option.substring(equals + 1) : options.poll();
            Optional<String> wrong = taker.take(name, value);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

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
