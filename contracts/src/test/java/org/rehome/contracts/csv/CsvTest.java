package org.rehome.contracts.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.contracts.csv.Csv.Line.Fields;
import org.rehome.contracts.csv.Csv.Line.Malformed;

@DisplayName("CSV (RFC 4180)")
class CsvTest {

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("a,b\r\nc,d\r\n", List.of(fields(1, "a", "b"), fields(2, "c", "d"))),
                Arguments.of("a,b\nc,d", List.of(fields(1, "a", "b"), fields(2, "c", "d"))),
                Arguments.of("a\rb", List.of(fields(1, "a"), fields(2, "b"))),
                Arguments.of("\uFEFFa,b", List.of(fields(1, "a", "b"))),
                Arguments.of("\n\na\n\nb\n", List.of(fields(3, "a"), fields(5, "b"))),
                Arguments.of("\"a,b\",c", List.of(fields(1, "a,b", "c"))),
                Arguments.of("\"say \"\"hi\"\"\"", List.of(fields(1, "say \"hi\""))),
                Arguments.of("\"two\r\nlines\",x\ny,z", List.of(fields(1, "two\nlines", "x"), fields(3, "y", "z"))),
                Arguments.of("a,,", List.of(fields(1, "a", "", ""))),
                Arguments.of("\"\",b", List.of(fields(1, "", "b"))),
                Arguments.of("", List.of()));
    }

    @ParameterizedTest
    @MethodSource("good")
    @DisplayName("reads lines and counts them where they begin")
    void reads(String text, List<Csv.Line> expected) throws IOException {
        assertThat(read(text)).isEqualTo(expected);
    }

    @Test
    @DisplayName("names what is malformed, with its line, and goes on with the next line")
    void malformed() throws IOException {
        List<Csv.Line> lines = read("a\"b,c\n\"x\"y,z\ngood,line\n\"never closed\n");
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isInstanceOfSatisfying(Malformed.class, line -> {
            assertThat(line.number()).isEqualTo(1);
            assertThat(line.reason()).contains("quote inside a field");
        });
        assertThat(lines.get(1)).isInstanceOfSatisfying(Malformed.class, line -> {
            assertThat(line.number()).isEqualTo(2);
            assertThat(line.reason()).contains("after the closing quote");
        });
        assertThat(lines.get(2)).isEqualTo(fields(3, "good", "line"));
        assertThat(lines.get(3)).isInstanceOfSatisfying(Malformed.class, line -> {
            assertThat(line.number()).isEqualTo(4);
            assertThat(line.reason()).contains("not closed");
        });
    }

    @Test
    @DisplayName("does not take a huge field into memory")
    void hugeField() throws IOException {
        List<Csv.Line> lines = read("\"" + "x".repeat(1_000_000) + "\nnext,line");
        assertThat(lines.getFirst()).isInstanceOfSatisfying(Malformed.class, line -> assertThat(line.reason())
                .contains("more than 4096 characters"));
        assertThat(lines.getLast()).isEqualTo(fields(2, "next", "line"));
    }

    @Test
    @DisplayName("reads back whatever was written, with quotes everywhere or only where they are needed")
    void roundTrip() throws IOException {
        Random random = new Random(4180);
        for (int round = 0; round < 500; round++) {
            List<List<String>> table = table(random);
            String quoted = table.stream()
                    .map(row -> row.stream()
                            .map(value -> "\"" + value.replace("\"", "\"\"") + "\"")
                            .collect(Collectors.joining(",")))
                    .collect(Collectors.joining(random.nextBoolean() ? "\r\n" : "\n"));
            assertThat(values(quoted)).as(quoted).isEqualTo(table);

            // an empty line is passed over
            List<List<String>> written =
                    table.stream().filter(row -> !row.equals(List.of(""))).toList();
            String sparing = written.stream().map(Csv::line).collect(Collectors.joining());
            assertThat(values(sparing)).as(sparing).isEqualTo(written);
        }
    }

    private static List<List<String>> values(String text) throws IOException {
        return read(text).stream().map(line -> ((Fields) line).values()).toList();
    }

    private static List<List<String>> table(Random random) {
        String alphabet = "ab,\"\n ü";
        List<List<String>> table = new ArrayList<>();
        for (int row = random.nextInt(1, 4); row > 0; row--) {
            List<String> values = new ArrayList<>();
            for (int column = random.nextInt(1, 4); column > 0; column--) {
                values.add(random.ints(random.nextInt(6), 0, alphabet.length())
                        .mapToObj(i -> alphabet.substring(i, i + 1))
                        .collect(Collectors.joining()));
            }
            table.add(values);
        }
        return table;
    }

    private static Csv.Line fields(int number, String... values) {
        return new Fields(number, List.of(values));
    }

    private static List<Csv.Line> read(String text) throws IOException {
        Csv csv = new Csv(new StringReader(text));
        List<Csv.Line> lines = new ArrayList<>();
        for (var line = csv.next(); line.isPresent(); line = csv.next()) {
            lines.add(line.get());
        }
        return lines;
    }
}
