package org.rehome.directory.user;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.csv.Csv;
import org.rehome.contracts.csv.Flaws;
import org.rehome.directory.policy.PolicyId;

/// A file of users to import, read as far as that is possible without the directory.
///
/// @param lines the good lines, each user once
/// @param namesPolicies true when the file has the column `policy`; otherwise it says nothing of policies
/// @param flaws what is wrong with the others
public record UserFile(List<Line> lines, boolean namesPolicies, Flaws flaws) {
    /// More lines than this are refused: the file is held in memory while it is checked.
    public static final int MAX_LINES = 1_000_000;

    private static final String JID = "jid";
    private static final String POOL = "pool";
    private static final String POLICY = "policy";

    /// @param number from 1, the header's
    /// @param policy null when the field is empty or there is no such column
    public record Line(int number, Jid jid, PoolName pool, PolicyId.@Nullable Named policy) {}

    /// Reads a header `jid,pool[,policy]`, the columns in any order, and the lines after it.
    ///
    /// @throws IOException when the source cannot be read
    public static UserFile read(Reader source) throws IOException {
        Csv csv = new Csv(source);
        Flaws flaws = new Flaws();
        List<String> columns = header(csv.next(), flaws);
        if (!flaws.isEmpty()) {
            return new UserFile(List.of(), false, flaws);
        }
        Parser parser = new Parser(columns, flaws);
        for (Optional<Csv.Line> line = csv.next(); line.isPresent(); line = csv.next()) {
            if (parser.lines.size() == MAX_LINES) {
                flaws.add(line.get().number(), "line", "more than " + MAX_LINES + " users: split the file");
                break;
            }
            parser.read(line.get());
        }
        return new UserFile(parser.lines, columns.contains(POLICY), flaws);
    }

    private static List<String> header(Optional<Csv.Line> first, Flaws flaws) {
        List<String> columns =
                switch (first.orElse(null)) {
                    case null -> List.of();
                    case Csv.Line.Malformed(var number, var reason) -> List.of(reason);
                    case Csv.Line.Fields(var number, var values) ->
                        values.stream()
                                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                                .toList();
                };
        Set<String> named = Set.copyOf(columns);
        if (named.size() < columns.size()
                || !Set.of(JID, POOL, POLICY).containsAll(named)
                || !named.containsAll(Set.of(JID, POOL))) {
            flaws.add(1, "header", "the first line is " + columns + ", it must be jid,pool or jid,pool,policy");
        }
        return columns;
    }

    /// Turns lines into users; remembers what it has seen.
    private static final class Parser {
        private final List<String> columns;
        private final Flaws flaws;
        private final List<Line> lines = new ArrayList<>();
        private final Map<Jid, Integer> seen = new HashMap<>();
        // a file names the same few of these again and again: one object each
        private final Map<Domain, Domain> domains = new HashMap<>();
        private final Map<String, PoolName> pools = new HashMap<>();
        private final Map<String, PolicyId.Named> policies = new HashMap<>();

        Parser(List<String> columns, Flaws flaws) {
            this.columns = columns;
            this.flaws = flaws;
        }

        void read(Csv.Line line) {
            switch (line) {
                case Csv.Line.Malformed(var number, var reason) -> flaws.add(number, "line", reason);
                case Csv.Line.Fields(var number, var values) -> {
                    if (values.size() == columns.size()) {
                        read(number, values);
                    } else {
                        String reason = "has " + values.size() + " fields, the header has " + columns.size();
                        flaws.add(number, "line", reason);
                    }
                }
            }
        }

        private void read(int number, List<String> values) {
            String granted = columns.contains(POLICY) ? value(values, POLICY) : "";
            Jid jid = parsed(number, JID, value(values, JID), this::jid);
            PoolName pool =
                    parsed(number, POOL, value(values, POOL), text -> pools.computeIfAbsent(text, PoolName::new));
            PolicyId.Named policy = granted.isEmpty()
                    ? null
                    : parsed(number, POLICY, granted, text -> policies.computeIfAbsent(text, PolicyId.Named::new));
            if (jid == null || pool == null || (policy == null && !granted.isEmpty())) {
                return;
            }
            Integer before = seen.putIfAbsent(jid, number);
            if (before == null) {
                lines.add(new Line(number, jid, pool, policy));
            } else {
                flaws.add(number, JID, "duplicate user: " + jid + " is on line " + before + " already");
            }
        }

        private String value(List<String> values, String column) {
            return values.get(columns.indexOf(column)).strip();
        }

        private Jid jid(String text) {
            Jid jid = User.account(Jid.parse(text));
            Domain domain = domains.computeIfAbsent(jid.domain(), same -> same);
            return new Jid(jid.localpart(), domain, null);
        }

        private <T> @Nullable T parsed(int number, String field, String text, Parse<T> parse) {
            if (text.indexOf('\uFFFD') >= 0) {
                flaws.add(number, field, "is not UTF-8: \"" + text + "\"");
                return null;
            }
            try {
                return parse.of(text);
            } catch (IllegalArgumentException e) {
                flaws.add(number, field, String.valueOf(e.getMessage()));
                return null;
            }
        }
    }

    /// Reads a field.
    @FunctionalInterface
    private interface Parse<T> {
        /// @throws IllegalArgumentException when the text is none
        T of(String text);
    }
}
