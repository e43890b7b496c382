package org.rehome.backbone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rehome.broker.EmbeddedKafka;
import org.rehome.broker.Settings;

/// A real broker with the suite's topics for the tests of one class.
public final class KafkaTest implements BeforeAllCallback, AfterAllCallback {
    private @Nullable EmbeddedKafka kafka;
    private @Nullable Path folder;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = java.nio.file.Files.createTempDirectory("rehome-kafka");
        kafka = EmbeddedKafka.start(Settings.in(Objects.requireNonNull(folder)));
        TopicSetup.ensure(settings("setup"));
    }

    public KafkaSettings settings(String client) {
        return new KafkaSettings(Objects.requireNonNull(kafka).bootstrapServers(), client);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        Objects.requireNonNull(kafka).close();
        try (var files = java.nio.file.Files.walk(Objects.requireNonNull(folder))) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(each -> each.toFile().delete());
        }
    }
}
