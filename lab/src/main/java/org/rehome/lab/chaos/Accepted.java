package org.rehome.lab.chaos;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rehome.lab.ledger.Pair;
import org.rehome.lab.ledger.Token;

/// The messages that stand in the suite's stanza topics: exactly those are accepted (design promise P1). Whoever reads
/// the topics tells it. Thread-safe.
public final class Accepted {
    /// A token in a stanza's start tag, where XML may write `>` in two ways.
    private static final Pattern TOKEN =
            Pattern.compile("#(\\w+):([^>&/\\s]+)(?:>|&gt;)([^>&/\\s]+)/([1-9][0-9]{0,8})");

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Token> tokens = new HashSet<>();
    private final Set<Token> again = new HashSet<>();
    private long readTo = Long.MIN_VALUE;
    private boolean read;

    /// A record of a stanza topic.
    ///
    /// @param from the stanza's sender
    public void stands(String from, String xml) {
        parse(xml).filter(token -> isSender(token, from)).ifPresent(this::add);
    }

    /// All that was in the topics at this instant ([System#nanoTime()]) has been told.
    public void readTo(long at) {
        lock.lock();
        try {
            readTo = at;
            read = true;
        } finally {
            lock.unlock();
        }
    }

    private void add(Token token) {
        lock.lock();
        try {
            if (!tokens.add(token)) {
                again.add(token);
            }
        } finally {
            lock.unlock();
        }
    }

    /// An error that goes back carries the token too, and comes from the recipient.
    private static boolean isSender(Token token, String from) {
        int slash = from.indexOf('/');
        return (slash < 0 ? from : from.substring(0, slash)).equals(token.pair().sender());
    }

    private static Optional<Token> parse(String xml) {
        Matcher matcher = TOKEN.matcher(xml);
        return matcher.find()
                ? Optional.of(new Token(
                        matcher.group(1),
                        new Pair(matcher.group(2), matcher.group(3)),
                        Long.parseLong(matcher.group(4))))
                : Optional.empty();
    }

    public boolean contains(Token token) {
        lock.lock();
        try {
            return tokens.contains(token);
        } finally {
            lock.unlock();
        }
    }

    /// Whether all that had been accepted by then is known here.
    boolean knowsAllUntil(long at) {
        lock.lock();
        try {
            return read && readTo - at >= 0;
        } finally {
            lock.unlock();
        }
    }

    /// Those that stand there more than once: their senders' servers have sent them again.
    Set<Token> again() {
        lock.lock();
        try {
            return Set.copyOf(again);
        } finally {
            lock.unlock();
        }
    }

    Set<Token> all() {
        lock.lock();
        try {
            return Set.copyOf(tokens);
        } finally {
            lock.unlock();
        }
    }
}
