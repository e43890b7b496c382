package org.rehome.e2e.suite;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/// Containers, networks and volumes of scenarios, known by the compose project in their labels. The name of
/// the project tells which process made it, so that what a killed run has left can be told from what another
/// run is using.
public final class Leftovers {
    /// The label of the peers that belong to a project; compose itself would take its own label for an orphan
    /// of the
    // file.
    public static final String PEER_OF = "org.rehome.e2e.project";

    private static final String COMPOSE = "com.docker.compose.project";
    private static final Pattern PROJECT = Pattern.compile("rehome-e2e-(\\d+)s(\\d+)-\\d+");
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final Predicate<String> mine;

    private Leftovers(Predicate<String> mine) {
        this.mine = mine;
    }

    static Leftovers ofDeadRuns() {
        return new Leftovers(Leftovers::isDead);
    }

    static Leftovers of(String project) {
        return new Leftovers(project::equals);
    }

    /// A name for a project of this process.
    static String newProject(int number) {
        ProcessHandle self = ProcessHandle.current();
        return "rehome-e2e-" + self.pid() + "s" + startedAt(self) + "-" + number;
    }

    private static boolean isDead(String project) {
        Matcher matcher = PROJECT.matcher(project);
        if (!matcher.matches()) {
            return false;
        }
        Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(matcher.group(1)));
        return owner.isEmpty() || startedAt(owner.get()) != Long.parseLong(matcher.group(2));
    }

    private static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }

    /// The containers, peers included, with those that are not running.
    List<Container> containers() {
        return docker.listContainersCmd().withShowAll(true).exec().stream()
                .filter(container -> isMine(container.getLabels()))
                .toList();
    }

    /// Removes everything, without asking for an orderly end.
    void remove() {
        for (Container container : containers()) {
            LOG.log(System.Logger.Level.DEBUG, "removing {0}", String.join(",", container.getNames()));
            tolerant(() -> docker.removeContainerCmd(container.getId())
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec());
        }
        for (Network network : docker.listNetworksCmd().exec()) {
            if (isMine(network.getLabels())) {
                tolerant(() -> docker.removeNetworkCmd(network.getId()).exec());
            }
        }
        var volumes = docker.listVolumesCmd().exec().getVolumes();
        if (volumes != null) {
            volumes.stream()
                    .filter(volume -> isMine(volume.getLabels()))
                    .forEach(volume -> tolerant(
                            () -> docker.removeVolumeCmd(volume.getName()).exec()));
        }
    }

    private boolean isMine(@Nullable Map<String, String> labels) {
        return labels != null
                && (mine.test(labels.getOrDefault(COMPOSE, "")) || mine.test(labels.getOrDefault(PEER_OF, "")));
    }

    /// Another run may be removing the same.
    private static void tolerant(Runnable removal) {
        try {
            removal.run();
        } catch (NotFoundException e) {
            LOG.log(System.Logger.Level.DEBUG, "gone already", e);
        }
    }
}
