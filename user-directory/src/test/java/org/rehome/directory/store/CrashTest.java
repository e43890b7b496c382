package org.rehome.directory.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.MoveEvent.MoveStarted;
import org.rehome.contracts.event.UserEvent;
import org.rehome.directory.TestDirectory;
import org.rehome.directory.move.MoveUser;
import org.rehome.directory.store.MoveStart.Manner;
import org.rehome.directory.user.Selection;
import org.rehome.directory.user.UserFile;

/// Promise P4: every step survives kill -9 of the process.
@DisplayName("The database after kill -9 of the process")
class CrashTest {
    private static final int USERS = 5_000;

    @Test
    @DisplayName("has everything that was committed, each change with its event, and nothing half")
    void keepsWhatWasCommitted(@TempDir Path folder) throws Exception {
        List<String> committed = new ArrayList<>();
        Process writer = start(Writer.class, folder);
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

    @Test
    @DisplayName("has what a move had written down of its users, and the next process writes down the others")
    void goesOnBeginning(@TempDir Path folder) throws Exception {
        try (TestDirectory directory = TestDirectory.in(folder)) {
            PoolName old = directory.pool("old");
            directory.pool("new");
            StringBuilder csv = new StringBuilder("jid,pool\n");
            for (int i = 0; i < USERS; i++) {
                csv.append("user")
                        .append(i)
                        .append("@example.test,")
                        .append(old)
                        .append('\n');
            }
            directory.imports.run(UserFile.read(new StringReader(csv.toString())));
        }
        Process beginner = start(Beginner.class, folder);
        try (BufferedReader output = beginner.inputReader()) {
            for (int parts = 0; parts < 20; parts++) {
                assertThat(output.readLine()).isEqualTo("committed");
            }
            assertThat(beginner.toHandle().destroyForcibly()).isTrue();
        }
        assertThat(beginner.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (TestDirectory directory = TestDirectory.in(folder)) {
            directory.takeEvents();
            String move = directory.moves.running().getFirst();
            assertThat(directory.moves.find(move).orElseThrow().counts().total())
                    .isBetween(1, USERS - 1);
            directory.starts.goOn(move);
            assertThat(directory.moves.find(move).orElseThrow().counts().total())
                    .isEqualTo(USERS);
            assertThat(directory.moves.count(move, MoveUser.State.PENDING)).isEqualTo(USERS);
            assertThat(directory.takeEvents())
                    .containsExactly(new MoveStarted(move, new PoolName("new"), USERS, null, false));
        }
    }

    private static Process start(Class<?> program, Path folder) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
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

    /// Begins to move everybody, ten users in a transaction, and says when one is committed.
    static final class Beginner {
        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            TestDirectory directory =
                    TestDirectory.at(TestDirectory.url(folder), () -> System.out.println("committed"));
            PoolName target = new PoolName("new");
            directory.linked.add(target);
            directory.startsInPartsOf(10).forward(new Selection.Everybody(), target, new Manner(null, false));
        }
    }
}
