package org.rehome.directory.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A file system of a few megabytes for the service's data, where one may be mounted.
public final class SmallDisk implements QuarkusTestResourceLifecycleManager {
    /// The device that the mounted file system has.
    static final String DEVICE = "rehome-small-disk";

    /// Why there is none; empty when there is one.
    static final String REFUSED = "small-disk.refused";

    private @Nullable Path folder;
    private boolean mounted;

    /// After the resource that names an ordinary folder.
    @Override
    public int order() {
        return 1;
    }

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("small-disk");
            String refused = run("mount", "-t", "tmpfs", "-o", "size=16m", DEVICE, folder.toString());
            mounted = refused.isEmpty();
            return Map.of("rehome.data", folder.toString(), REFUSED, mounted ? "no" : refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        Path disk = folder;
        if (disk != null && mounted) {
            // lazily: also while somebody still has a file open there
            String refused = run("umount", "-l", disk.toString());
            mounted = !refused.isEmpty();
            if (mounted) {
                throw new IllegalStateException(disk + " stays mounted: " + refused);
            }
        }
        if (disk != null) {
            disk.toFile().delete();
        }
    }

    /// What the command complains of; empty when it has done its work.
    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            int code = process.waitFor();
            return code == 0 ? "" : command[0] + " ended with " + code + ": " + said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return command[0] + " was interrupted";
        }
    }
}
