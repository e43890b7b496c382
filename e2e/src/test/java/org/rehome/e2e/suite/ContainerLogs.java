package org.rehome.e2e.suite;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The containers' logs of a scenario that failed.
final class ContainerLogs {
    private static final System.Logger LOG = System.getLogger(ContainerLogs.class.getName());

    private ContainerLogs() {}

    /// One file for each container in `target/e2e-logs/<folder>`.
    static void dump(DockerClient docker, List<Container> containers, String folder) {
        Path into = Project.target().resolve("e2e-logs").resolve(folder.replaceAll("[^A-Za-z0-9.-]+", "_"));
        try {
            Files.createDirectories(into);
            for (Container container : containers) {
                dump(docker, container, into.resolve(fileName(container)));
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the containers' logs could not be written", e);
        }
        LOG.log(System.Logger.Level.WARNING, "the containers'' logs are in {0}", into);
    }

    private static String fileName(Container container) {
        String name =
                container.getNames().length == 0 ? container.getId() : container.getNames()[0];
        return name.replaceAll("^/|rehome-e2e-\\d+s\\d+-\\d+[_-]", "") + ".log";
    }

    private static void dump(DockerClient docker, Container container, Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            docker.logContainerCmd(container.getId())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTimestamps(true)
                    .exec(new ResultCallback.Adapter<Frame>() {
                        @Override
                        public void onNext(Frame frame) {
                            write(out, frame);
                        }
                    })
                    .awaitCompletion(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(OutputStream out, Frame frame) {
        try {
            out.write(frame.getPayload());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
