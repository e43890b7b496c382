package org.rehome.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rehome.e2e.conformance.Proof.Outcome;
import org.rehome.e2e.suite.Project;

/// Runs after all other tests, and looks at how they ended.
class ConformanceTest {
    private static final Path PAGE = Project.root().resolve("docs/conformance.md");

    @Test
    void the_page_says_what_the_tests_prove() throws IOException {
        String text = new ConformancePage(Proofs.all()).text();
        if (Boolean.getBoolean("update-conformance")) {
            Files.writeString(PAGE, text);
        }
        assertThat(PAGE)
                .as("docs/conformance.md; -Dupdate-conformance=true writes it anew")
                .hasContent(text);
    }

    @Test
    void every_test_that_proves_a_requirement_has_run_and_passed() {
        List<Proof> open = Proofs.all().stream()
                .filter(proof -> proof.outcome() != Outcome.PASSED)
                .toList();
        assertThat(open).as("run all tests: ./rehome test").isEmpty();
    }
}
