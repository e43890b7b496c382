package org.rehome.contracts.docs;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.GoldenFile;

@DisplayName("The generated documents")
class GeneratedDocsTest {
    private static final Path DOCS = Path.of("..", "docs");

    private final Contract contract = Contract.read();

    @Test
    @DisplayName("docs/contracts.md says what the types say")
    void contractsPage() {
        GoldenFile.check(DOCS.resolve("contracts.md"), ContractsPage.of(contract));
    }

    @Test
    @DisplayName("docs/asyncapi.yaml says what the types say")
    void asyncApi() {
        GoldenFile.check(DOCS.resolve("asyncapi.yaml"), AsyncApiDocument.of(contract));
    }
}
