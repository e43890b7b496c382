package org.rehome.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import org.rehome.contracts.csv.Flaws;

/// A request's body of comma-separated values, in UTF-8.
public final class CsvBody {

    private CsvBody() {}

    /// Reads a body.
    @FunctionalInterface
    public interface Reading<T> {
        T of(Reader source) throws IOException;
    }

    /// @param limit in bytes
    /// @throws Problem 400 when it is larger, or ends too early
    public static <T> T read(InputStream body, long limit, Reading<T> reading) {
        BoundedBody bounded = new BoundedBody(body, limit);
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(bounded, UTF_8))) {
            return reading.of(reader);
        } catch (IOException e) {
            throw Problem.badRequest(
                    "body",
                    bounded.isExceeded()
                            ? "is larger than " + limit + " bytes: split the file"
                            : "could not be read to its end: " + e.getMessage());
        }
    }

    /// 400: what is wrong with the file, line by line; nothing of it was imported.
    public static Problem refused(Flaws flaws) {
        int listed = flaws.listed().size();
        String more = flaws.total() > listed ? ", the first " + listed + " are listed" : "";
        return Problem.invalid(
                flaws.total() + (flaws.total() == 1 ? " error" : " errors") + " in the file" + more
                        + "; nothing was imported",
                flaws.listed().stream()
                        .map(flaw -> new Problem.FieldError(flaw.line(), flaw.field(), flaw.reason()))
                        .toList());
    }
}
