package org.rehome.e2e.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.rehome.conformance.Requirement;
import org.rehome.conformance.Section;
import org.rehome.e2e.conformance.Proof.Outcome;

/// docs/conformance.md as the tests make it.
final class ConformancePage {
    private static final String HEAD = """
            # Conformance of the server-to-server end

            What RFC 6120 and the XEPs ask of the edge, line by line, with the tests that prove it. Made from the tests: each
            carries the lines that it proves (`@Spec`), and a run of all tests fails when this page says something else than they
            do. `./rehome test` runs them; `sh ./mvnw verify -Dupdate-conformance=true` writes the page anew.

            `met`: the tests prove the whole line. `in part`, `not met`: with what is missing. `ours`: no specification asks for it.
            """;

    private final List<Proof> proofs;

    ConformancePage(List<Proof> proofs) {
        this.proofs = proofs;
    }

    String text() {
        return HEAD + Arrays.stream(Section.values()).map(this::section).collect(Collectors.joining());
    }

    private String section(Section section) {
        String rows = Arrays.stream(Requirement.values())
                .filter(each -> each.section() == section)
                .map(this::row)
                .collect(Collectors.joining());
        return "\n## " + section + ". " + section.title() + "\n\n| | requirement | source | tests | result |\n"
                + "|---|---|---|---|---|\n" + rows;
    }

    private String row(Requirement requirement) {
        List<Proof> tests = proofs.stream()
                .filter(proof -> proof.requirement() == requirement)
                .toList();
        String names = tests.stream().map(proof -> "`" + proof.name() + "`").collect(Collectors.joining("<br>"));
        return "| " + requirement + " | " + requirement.text() + " | " + requirement.source() + " | " + names + " | "
                + result(requirement, tests) + " |\n";
    }

    private static String result(Requirement requirement, List<Proof> tests) {
        String missing = Shortfalls.of(requirement).orElse("");
        if (tests.stream().anyMatch(test -> test.outcome() == Outcome.FAILED)) {
            return "failed";
        }
        if (tests.isEmpty()) {
            return "not met: " + (missing.isEmpty() ? "no test proves it" : missing);
        }
        return missing.isEmpty() ? "met" : "in part: " + missing;
    }
}
