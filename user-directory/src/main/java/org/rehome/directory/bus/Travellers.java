package org.rehome.directory.bus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.rehome.directory.move.Passage;

/// Who is on her way, and until when she waits for a gateway's answer. Safe for any number of threads; those
/// who leave and those who are taken up are told by one thread.
final class Travellers {
    /// In the order of their leaving, and thus of their deadlines.
    private final Map<Passage, Long> waiting = new LinkedHashMap<>();

    private final Set<Passage> transferring = new HashSet<>();

    /// Who has arrived before it was told that she had left: a gateway may be faster than a thread.
    private final Set<Passage> early = new HashSet<>();

    /// @param deadline later than all before
    synchronized void left(Collection<Passage> passages, long deadline) {
        for (Passage each : passages) {
            if (!early.contains(each) && !transferring.contains(each)) {
                waiting.put(each, deadline);
            }
        }
        early.clear();
    }

    /// Her lane is quiet, and her account data is about to be transferred.
    ///
    /// @return false when it is being transferred already
    synchronized boolean transfers(Passage passage) {
        waiting.remove(passage);
        return transferring.add(passage);
    }

    synchronized void ended(Collection<Passage> passages) {
        for (Passage each : passages) {
            boolean waited = waiting.remove(each) != null;
            if (!transferring.remove(each) && !waited) {
                early.add(each);
            }
        }
    }

    synchronized int count() {
        return waiting.size() + transferring.size();
    }

    synchronized List<Passage> overdue(long now) {
        List<Passage> overdue = new ArrayList<>();
        for (Map.Entry<Passage, Long> each : waiting.entrySet()) {
            if (each.getValue() - now > 0) {
                break;
            }
            overdue.add(each.getKey());
        }
        return overdue;
    }

    /// The first deadline; empty when nobody waits.
    synchronized OptionalLong next() {
        return waiting.values().stream().mapToLong(Long::longValue).findFirst();
    }
}
