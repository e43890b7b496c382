package org.rehome.contracts.csv;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What is wrong with a file, line by line. Keeps the first thousand and counts the others.
public final class Flaws {
    /// How many are kept.
    public static final int LISTED = 1000;

    private final List<Flaw> listed = new ArrayList<>();
    private int total;

    /// @param line from 1
    /// @param field the column, or `line` when the line as a whole is wrong
    public record Flaw(int line, String field, String reason) {}

    public void add(int line, String field, String reason) {
        total++;
        if (listed.size() < LISTED) {
            listed.add(new Flaw(line, field, reason));
        }
    }

    /// Adds what is wrong according to another check of the same file.
    public void addAll(Flaws others) {
        total += others.total;
        others.listed.stream().limit(LISTED - listed.size()).forEach(listed::add);
    }

    public boolean isEmpty() {
        return total == 0;
    }

    /// How many there are, the listed ones among them.
    public int total() {
        return total;
    }

    /// By line.
    public List<Flaw> listed() {
        return listed.stream().sorted(Comparator.comparingInt(Flaw::line)).toList();
    }
}
