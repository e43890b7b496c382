package org.rehome.e2e.coexistence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What was seen: for each home, state of the partner, direction and kind, how many exchanges were made,
/// and which of them did not work.
final class StateTable {
    private static final System.Logger LOG = System.getLogger(StateTable.class.getName());

    private final String title;
    private final Map<Row, Map<Kind, Cell>> cells = new LinkedHashMap<>();
    private final List<String> moves = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /// @param partner `-` between colleagues
    /// @param way which way it took, in words
    record Row(Homes homes, String partner, String direction, String way) {}

    private static final class Cell {
        private int worked;
        private int all;

        @Override
        public String toString() {
            return worked == all ? String.valueOf(all) : "**" + worked + " of " + all + "**";
        }
    }

    StateTable(String title) {
        this.title = title;
    }

    synchronized void worked(Row row, Kind kind) {
        Cell cell = cell(row, kind);
        cell.worked++;
        cell.all++;
    }

    synchronized void failed(Row row, Kind kind, Throwable failure) {
        cell(row, kind).all++;
        String first = String.valueOf(failure.getMessage()).strip();
        String what = "%s, %s, %s, %s: %s".formatted(row.homes(), row.partner(), row.direction(), kind, first);
        LOG.log(System.Logger.Level.WARNING, what);
        failures.add(what);
    }

    private Cell cell(Row row, Kind kind) {
        return cells.computeIfAbsent(row, each -> new LinkedHashMap<>()).computeIfAbsent(kind, each -> new Cell());
    }

    /// @param what a sentence, with figures
    synchronized void moved(String what) {
        moves.add(what);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized int exchanges() {
        return cells.values().stream()
                .flatMap(row -> row.values().stream())
                .mapToInt(cell -> cell.all)
                .sum();
    }

    /// Appends it to a file, as a section.
    synchronized void write(Path file) {
        var lines = new ArrayList<>(List.of("## " + title, ""));
        lines.add("%d exchanges, %d of them failed".formatted(exchanges(), failures.size()));
        failures.forEach(each -> lines.add("- " + each.replace('\n', ' ')));
        lines.add("");
        lines.add("| homes | partner | direction | way | "
                + Arrays.stream(Kind.values()).map(Kind::toString).collect(Collectors.joining(" | ")) + " |");
        lines.add("|---|---|---|---|" + "---|".repeat(Kind.values().length));
        cells.forEach((row, kinds) -> lines.add("| %s | %s | %s | %s | %s |"
                .formatted(
                        row.homes(),
                        row.partner(),
                        row.direction(),
                        row.way(),
                        Arrays.stream(Kind.values())
                                .map(kind -> kinds.containsKey(kind)
                                        ? kinds.get(kind).toString()
                                        : "")
                                .collect(Collectors.joining(" | ")))));
        lines.add("");
        moves.forEach(each -> lines.add("- " + each));
        lines.add("");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
