package org.rehome.dns.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.cutover.Example;
import org.rehome.dns.cutover.Plan;
import org.rehome.dns.cutover.Planner;
import org.rehome.dns.cutover.Precheck;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

class JournalTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private Path file() {
        return folder.resolve("cutovers.journal");
    }

    private static Plan plan(UUID id) {
        RecordSet legacy = RecordSet.parse(List.of(Example.LEGACY_SRV));
        Map<RecordKey, RecordSet> present = Map.of(legacy.key(), legacy);
        if (Planner.plan(id, Example.desired("127.0.0.21"), present, List.of("look"))
                instanceof Planner.Planned.Made(var plan)) {
            return plan;
        }
        throw new AssertionError();
    }

    /// Every kind of entry.
    private static List<CutoverStep> life(UUID id) {
        return List.of(
                new CutoverStep.Planned(plan(id), new Precheck("127.0.0.1:53", 1, -2), "enabled-partner", NOW),
                new CutoverStep.Sending(id, NOW),
                new CutoverStep.Applied(id, NOW, 2),
                new CutoverStep.Verified(id, NOW, List.of("127.0.0.1:53")),
                new CutoverStep.Unverified(id, NOW, "lagging"),
                new CutoverStep.RollingBack(id, NOW, plan(id).inverse().script()),
                new CutoverStep.RolledBack(id, NOW, "reason", "overwrote"),
                new CutoverStep.Planned(plan(new UUID(9, 9)), new Precheck("127.0.0.1:53", 1, 0), null, NOW),
                new CutoverStep.Sending(new UUID(9, 9), NOW),
                new CutoverStep.Applied(new UUID(9, 9), NOW, 2),
                new CutoverStep.Verified(new UUID(9, 9), NOW, List.of("127.0.0.1:53")),
                new CutoverStep.Completed(new UUID(9, 9), NOW));
    }

    private List<Cutover> written() throws IOException {
        try (Registry registry = Registry.open(file())) {
            registry.put(Example.desired("127.0.0.21"), version -> {});
            registry.put(Example.desired("127.0.0.22", "2001:db8::1"), version -> {});
            for (CutoverStep step : life(new UUID(1, 1))) {
                registry.add(step);
            }
            return registry.cutovers();
        }
    }

    @Test
    void what_was_written_is_there_again_after_a_restart() throws IOException {
        List<Cutover> before = written();
        assertThat(before).hasSize(2);
        try (Registry registry = Registry.open(file())) {
            assertThat(registry.cutovers()).isEqualTo(before);
            assertThat(registry.desired(Example.DOMAIN))
                    .contains(new Registry.Desired(Example.desired("127.0.0.22", "2001:db8::1"), 2));
        }
    }

    @Test
    void it_holds_the_inverse_as_commands_that_nsupdate_understands() throws IOException {
        written();
        assertThat(Files.readString(file()))
                .contains("\"update add " + Example.LEGACY_SRV + "\"")
                .contains("\"prereq yxrrset _xmpp-server._tcp.example.test. IN SRV 10 0 5269 edge1.example.test.\"");
    }

    @Test
    void the_same_desired_records_again_make_no_entry() throws IOException {
        try (Registry registry = Registry.open(file())) {
            assertThat(registry.put(Example.desired(), version -> {}).version()).isEqualTo(1);
            assertThat(registry.put(Example.desired(), version -> assertThat(version)
                                    .isEqualTo(1))
                            .version())
                    .isEqualTo(1);
        }
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void whatever_a_crash_leaves_of_the_last_line_the_entries_before_are_there() throws IOException {
        List<Cutover> before = written();
        byte[] whole = Files.readAllBytes(file());
        String text = new String(whole, UTF_8);
        int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
        for (int cut = lastLine; cut < whole.length; cut += 7) {
            Files.write(file(), java.util.Arrays.copyOf(whole, cut));
            try (Registry registry = Registry.open(file())) {
                assertThat(registry.cutovers().getFirst()).isEqualTo(before.getFirst());
                assertThat(registry.cutovers().getLast().state().name()).isEqualTo("verified");
                assertThat(registry.add(new CutoverStep.Completed(new UUID(9, 9), NOW))
                                .state())
                        .isEqualTo(before.getLast().state());
            }
            try (Registry registry = Registry.open(file())) {
                assertThat(registry.cutovers()).as("cut at %d", cut).isEqualTo(before);
            }
        }
    }

    @Test
    void any_other_change_of_the_file_stops_the_start_and_names_the_line() throws IOException {
        written();
        List<String> lines = Files.readAllLines(file());
        for (int i = 0; i < lines.size(); i++) {
            List<String> changed = new ArrayList<>(lines);
            changed.set(i, lines.get(i).replaceFirst("[0-9]", "x"));
            Files.write(file(), changed);
            assertDamaged(i + 1);
            if (i < lines.size() - 1) {
                changed = new ArrayList<>(lines);
                changed.remove(i);
                Files.write(file(), changed);
                assertDamaged(i + 1);
            }
        }
    }

    private void assertDamaged(int line) {
        assertThatThrownBy(() -> Registry.open(file()))
                .isInstanceOf(DamagedJournal.class)
                .hasMessageContaining("line " + line)
                .hasMessageContaining(file().toString());
    }

    @Test
    void one_service_has_the_file() throws IOException {
        try (Registry registry = Registry.open(file())) {
            assertThat(registry.cutovers()).isEmpty();
            assertThatThrownBy(() -> Registry.open(file()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("rehome.data");
        }
        Registry.open(file()).close();
    }

    @Test
    void a_step_that_does_not_follow_is_not_written() throws IOException {
        try (Registry registry = Registry.open(file())) {
            registry.add(life(new UUID(1, 1)).getFirst());
            assertThatThrownBy(() -> registry.add(new CutoverStep.Completed(new UUID(1, 1), NOW)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> registry.add(new CutoverStep.Sending(new UUID(7, 7), NOW)))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void the_secret_is_made_once_and_only_the_owner_can_read_it() throws IOException {
        Path file = folder.resolve("tsig.secret");
        String secret = KeyFile.secret(file);
        assertThat(java.util.Base64.getDecoder().decode(secret)).hasSize(32);
        assertThat(KeyFile.secret(file)).isEqualTo(secret);
        assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
