package org.rehome.contracts.csv;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads comma-separated values (RFC 4180), one line at a time. Lines end with CRLF, LF or CR; empty ones are passed
/// over. After a malformed line it goes on with the next.
public final class Csv {
    /// Longer than any address.
    private static final int MAX_FIELD = 4096;

    private static final int END = -1;

    private final Reader source;
    private final int maxField;
    private int lineNumber = 1;
    private int current;

    /// @param source should be buffered
    public Csv(Reader source) throws IOException {
        this(source, MAX_FIELD);
    }

    /// @param source should be buffered
    /// @param maxField how many characters a field has at most: keeps a quote that is never closed from taking the
    ///     file into memory
    public Csv(Reader source, int maxField) throws IOException {
        this.source = source;
        this.maxField = maxField;
        this.current = source.read();
        if (current == '\uFEFF') {
            current = source.read();
        }
    }

    /// A line of the file; its number, from 1, is that of the line where it begins.
    public sealed interface Line {
        int number();

        record Fields(int number, List<String> values) implements Line {}

        record Malformed(int number, String reason) implements Line {}
    }

    /// The next line; empty at the end.
    public Optional<Line> next() throws IOException {
        while (isLineEnd()) {
            passLineEnd();
        }
        if (current == END) {
            return Optional.empty();
        }
        int begins = lineNumber;
        try {
            return Optional.of(new Line.Fields(begins, fields()));
        } catch (Malformed e) {
            while (current != END && !isLineEnd()) {
                advance();
            }
            return Optional.of(new Line.Malformed(begins, String.valueOf(e.getMessage())));
        }
    }

    /// A line of these fields, with its end; quoted where that is needed.
    public static String line(List<String> fields) {
        return fields.stream().map(Csv::field).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String field(String value) {
        return value.chars().anyMatch(each -> each == ',' || each == '"' || each == '\r' || each == '\n')
                ? '"' + value.replace("\"", "\"\"") + '"'
                : value;
    }

    private List<String> fields() throws IOException, Malformed {
        List<String> fields = new ArrayList<>(4);
        fields.add(field());
        while (current == ',') {
            advance();
            fields.add(field());
        }
        if (current != END && !isLineEnd()) {
            throw new Malformed("there is text after the closing quote of field " + fields.size());
        }
        return fields;
    }

    private String field() throws IOException, Malformed {
        return current == '"' ? quoted() : plain();
    }

    private String plain() throws IOException, Malformed {
        StringBuilder text = new StringBuilder();
        while (current != END && current != ',' && !isLineEnd()) {
            if (current == '"') {
                throw new Malformed("there is a quote inside a field that does not begin with one");
            }
            append(text);
        }
        return text.toString();
    }

    private String quoted() throws IOException, Malformed {
        StringBuilder text = new StringBuilder();
        advance();
        while (true) {
            if (current == END) {
                throw new Malformed("a quote is not closed before the end of the file");
            }
            if (current == '"') {
                advance();
                if (current != '"') {
                    return text.toString();
                }
            }
            if (isLineEnd()) {
                text.append('\n');
                passLineEnd();
            } else {
                append(text);
            }
        }
    }

    private void append(StringBuilder text) throws IOException, Malformed {
        if (text.length() >= maxField) {
            throw new Malformed("a field has more than " + maxField + " characters (a quote that is not closed?)");
        }
        text.append((char) current);
        advance();
    }

    private void advance() throws IOException {
        current = source.read();
    }

    private boolean isLineEnd() {
        return current == '\r' || current == '\n';
    }

    private void passLineEnd() throws IOException {
        boolean carriageReturn = current == '\r';
        advance();
        if (carriageReturn && current == '\n') {
            advance();
        }
        lineNumber++;
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String reason) {
            super(reason);
        }
    }
}
