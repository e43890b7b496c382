package org.rehome.lab.chaos;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.rehome.lab.ledger.Token;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Namespaces;

/// Which messages the simulated servers wrote to which stream, and when the streams ended. Thread-safe.
final class StreamJournal implements StreamLog {
    /// A message on a stream.
    ///
    /// @param bytes its size there, near enough
    record Written(Token token, int bytes) {}

    /// A stream and what was written to it, in order.
    ///
    /// @param endedAt by [System#nanoTime()]; empty while it is open
    record StreamRecord(String name, List<Written> written, OptionalLong endedAt) {
        StreamRecord {
            written = List.copyOf(written);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<Written>> written = new LinkedHashMap<>();
    private final Map<String, Long> ended = new HashMap<>();
    private final Map<Token, String> streams = new HashMap<>();

    @Override
    public void writing(String stream, List<Stanza> stanzas) {
        lock.lock();
        try {
            for (Stanza stanza : stanzas) {
                Token.parse(stanza.id()).filter(_ -> !stanza.isError()).ifPresent(token -> {
                    // What a closing stream did not take any more is written to the next one.
                    streams.put(token, stream);
                    written.computeIfAbsent(stream, _ -> new ArrayList<>()).add(new Written(token, size(stanza)));
                });
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended(String stream) {
        lock.lock();
        try {
            ended.put(stream, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    private static int size(Stanza stanza) {
        return stanza.element().toXml(Namespaces.SERVER).getBytes(StandardCharsets.UTF_8).length;
    }

    /// When the stream that the message was last written to ended; empty if it was not written or the stream is open.
    OptionalLong endOfStream(Token token) {
        lock.lock();
        try {
            return Optional.ofNullable(streams.get(token)).map(this::end).orElse(OptionalLong.empty());
        } finally {
            lock.unlock();
        }
    }

    private OptionalLong end(String stream) {
        Long at = ended.get(stream);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    /// Every stream, with the messages for which it was the last.
    List<StreamRecord> records() {
        lock.lock();
        try {
            return written.entrySet().stream()
                    .map(entry -> new StreamRecord(
                            entry.getKey(),
                            entry.getValue().stream()
                                    .filter(each -> entry.getKey().equals(streams.get(each.token())))
                                    .toList(),
                            end(entry.getKey())))
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
