package org.rehome.benchmark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.benchmark.load.Job;
import org.rehome.benchmark.server.LocalServer.Place;
import org.rehome.benchmark.server.LocalServer.Plan;

@DisplayName("A server of Debian's")
@EnabledOnOs(OS.LINUX)
class LocalServerTest {
    /// Every package's server runs as a user of its name; here it is ours.
    private static Plan plan(String... command) {
        return new Plan(
                System.getProperty("user.name"), Map.of("greeting", "good day"), List.of(command), Map.of("WORD", "x"));
    }

    @Test
    @DisplayName("is ready when its ports accept, and has no process left once closed")
    void startsAndEnds(@TempDir Path folder) throws Exception {
        Place place = Place.in(folder.resolve("server"), "s3cr3t");
        Plan plan = plan(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TwoPorts.class.getName(),
                Integer.toString(place.s2sPort()),
                Integer.toString(place.componentPort()));
        List<Long> processes;
        try (LocalServer server = LocalServer.start(plan, place)) {
            processes = List.copyOf(server.processes().values());
            assertThat(processes).isNotEmpty().allMatch(number -> ProcessHandle.of(number)
                    .isPresent());
            assertThat(server.side()).isEqualTo(new Job.Side.Component(place.componentPort(), "s3cr3t"));
            assertThat(Files.readString(place.folder().resolve("greeting"))).isEqualTo("good day");
        }
        assertThat(processes).noneMatch(number -> ProcessHandle.of(number).isPresent());
    }

    @Test
    @DisplayName("that ends at once is reported with its last words")
    void broken(@TempDir Path folder) throws Exception {
        Place place = Place.in(folder.resolve("server"), "s3cr3t");
        assertThatThrownBy(() -> LocalServer.start(plan("sh", "-c", "echo my $WORD is broken; exit 7"), place)
                        .close())
                .hasMessageContaining("ended with status 7")
                .hasMessageContaining("my x is broken");
    }
}
