package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.UserEvent;
import org.rehome.directory.TestDirectory;

/// Promise P4: every step survives kill -9 of the process.
@DisplayName("The database after kill -9 of the process")
class CrashTest {

    @Test
    @DisplayName("has everything that was committed, each change with its event, and nothing half")
    void keepsWhatWasCommitted(@TempDir Path folder) throws Exception {
        List<String> committed = new ArrayList<>();
        Process writer = start(folder);
        try (BufferedReader output = writer.inputReader()) {
            while (committed.size() < 300) {
                String line = output.readLine();
                assertThat(line).as("the writer ended by itself").isNotNull();
                if (line.startsWith("committed ")) {
                    committed.add(line.substring("committed ".length()));
                }
            }
            assertThat(writer.toHandle().destroyForcibly()).isTrue();
            // what it had written to the pipe was committed too
            output.lines()
                    .filter(line -> line.matches("committed user\\d+@example\\.test"))
                    .forEach(line -> committed.add(line.substring("committed ".length())));
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (TestDirectory directory = TestDirectory.in(folder)) {
            for (String user : committed) {
                assertThat(directory.users.find(Jid.parse(user))).as(user).isPresent();
            }
            List<String> there = directory.users.list(null, null, 100_000).stream()
                    .map(user -> user.jid().toString())
                    .toList();
            List<String> told = directory.takeEvents().stream()
                    .filter(event -> event instanceof UserEvent)
                    .map(event -> ((UserEvent) event).user().toString())
                    .toList();
            assertThat(told).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(there);
        }
    }

    private static Process start(Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Creates users until it is killed, and says which are committed.
    static final class Writer {
        public static void main(String[] arguments) {
            TestDirectory directory = TestDirectory.in(Path.of(arguments[0]));
            PoolName pool = directory.pool("old");
            for (int i = 0; ; i++) {
                String user = "user" + i + "@example.test";
                directory.user(user, pool);
                System.out.println("committed " + user);
            }
        }
    }
}
