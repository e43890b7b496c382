package org.rehome.e2e.conversation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// Messages of one sender over one path, numbered from 1. What of them must arrive, and in which order, is
/// said where the lane is checked.
///
/// @param name without spaces; with the number it is the body of each message
public record Lane(String name, AtomicInteger counter) {
    public Lane(String name) {
        this(name, new AtomicInteger());
    }

    /// How many were sent.
    public int sent() {
        return counter.get();
    }

    /// The body of the next message.
    String next() {
        return name + " " + counter.incrementAndGet();
    }

    /// The numbers of this lane's messages among bodies, in their order.
    public List<Integer> numbers(List<String> bodies) {
        String prefix = name + " ";
        return bodies.stream()
                .filter(body -> body.startsWith(prefix))
                .map(body -> Integer.valueOf(body.substring(prefix.length())))
                .toList();
    }

    /// What is wrong with an arrival, in words; empty when all came, in order, and none twice.
    public List<String> anomalies(List<Integer> arrived) {
        List<String> anomalies = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        int highest = 0;
        for (int number : arrived) {
            if (!seen.add(number)) {
                anomalies.add(name + " " + number + " came twice");
            } else if (number < highest) {
                anomalies.add(name + " " + number + " came after " + highest);
            } else if (number > sent()) {
                anomalies.add(name + " " + number + " was never sent");
            }
            highest = Math.max(highest, number);
        }
        for (int number = 1; number <= sent(); number++) {
            if (!seen.contains(number)) {
                anomalies.add(name + " " + number + " is lost");
            }
        }
        return anomalies;
    }
}
