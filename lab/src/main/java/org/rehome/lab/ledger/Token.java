package org.rehome.lab.ledger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The mark that a message carries in its id and its body: `#<run>:<sender>><recipient>/<sequence>`.
///
/// @param run tells the messages of one ledger from those that an earlier run left on the way
/// @param pair who sent it to whom
/// @param sequence 1 for the first message of the pair
public record Token(String run, Pair pair, long sequence) {
    private static final Pattern TEXT = Pattern.compile("#(\\w+):([^>/\\s]+)>([^>/\\s]+)/([0-9]{1,9})");

    public Token {
        if (!run.matches("\\w+")) {
            throw new IllegalArgumentException("a run is letters and digits: '" + run + "'");
        }
        if (sequence < 1) {
            throw new IllegalArgumentException("sequences start at 1, not " + sequence);
        }
    }

    /// Reads a token, empty if the text is none.
    public static Optional<Token> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Long.parseLong(matcher.group(4)) < 1) {
            return Optional.empty();
        }
        Pair pair = new Pair(matcher.group(2), matcher.group(3));
        return Optional.of(new Token(matcher.group(1), pair, Long.parseLong(matcher.group(4))));
    }

    @Override
    public String toString() {
        return "#" + run + ":" + pair + "/" + sequence;
    }
}
