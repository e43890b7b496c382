package org.rehome.benchmark.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.rehome.benchmark.load.Job;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Waiting;

/// A server of Debian's as a process of its own, in a folder of its own. It runs as the user that its
/// package made, where we are root, and gets SIGTERM when this process ends, however it ends.
final class LocalServer implements Running {
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);
    private static final int LOG_LINES_SHOWN = 15;

    /// What distinguishes one server from another.
    ///
    /// @param name of the server, its package and its user
    /// @param files to be written to its folder, by name
    /// @param command that runs it in the foreground
    /// @param environment of the command, besides ours
    record Plan(String name, Map<String, String> files, List<String> command, Map<String, String> environment) {
        Plan {
            files = Map.copyOf(files);
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    /// @param folder that is the server's alone
    record Place(Path folder, int s2sPort, int componentPort, String secret) {
        static Place in(Path folder, String secret) throws IOException {
            return new Place(folder, FreePort.choose(), FreePort.choose(), secret);
        }

        String file(String name) {
            return folder.resolve(name).toString();
        }
    }

    private final Plan plan;
    private final Place place;
    private final Process process;
    private final Thread hook = new Thread(this::end, "stop");

    private LocalServer(Plan plan, Place place, Process process) {
        this.plan = plan;
        this.place = place;
        this.process = process;
    }

    static LocalServer start(Plan plan, Place place) throws IOException, InterruptedException {
        Files.createDirectories(place.folder());
        for (Map.Entry<String, String> file : plan.files().entrySet()) {
            Files.writeString(place.folder().resolve(file.getKey()), file.getValue());
        }
        var command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM"));
        if ("root".equals(System.getProperty("user.name"))) {
            handOver(place.folder(), plan.name());
            command.addAll(List.of("--reuid", plan.name(), "--regid", plan.name(), "--clear-groups"));
        }
        command.addAll(plan.command());
        var builder = new ProcessBuilder(command)
                .directory(place.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(place.folder().resolve("output.log").toFile());
        builder.environment().putAll(plan.environment());
        builder.environment().put("HOME", place.folder().toString());
        var server = new LocalServer(plan, place, builder.start());
        Runtime.getRuntime().addShutdownHook(server.hook);
        try {
            server.awaitReady();
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static void handOver(Path folder, String user) throws IOException {
        UserPrincipal owner =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, owner);
            }
        }
    }

    private void awaitReady() throws IOException, InterruptedException {
        for (int port : new int[] {place.s2sPort(), place.componentPort()}) {
            Waiting.until(plan.name() + " on port " + port, READY_WITHIN, () -> {
                if (!process.isAlive()) {
                    throw new NotDone(plan.name() + " ended with status " + process.exitValue() + ":" + lastLines());
                }
                return accepts(port) ? Waiting.done(port) : Waiting.notYet();
            });
        }
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(place.folder().resolve("output.log"), StandardCharsets.UTF_8);
        String separator = System.lineSeparator() + "  ";
        return separator
                + String.join(separator, lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int s2sPort() {
        return place.s2sPort();
    }

    /// The component is the domain itself: what the partner sends to its users comes out there.
    @Override
    public Job.Side side() {
        return new Job.Side.Component(place.componentPort(), place.secret());
    }

    @Override
    public Map<String, Long> processes() {
        var processes = new TreeMap<String, Long>();
        processes.put(plan.name(), process.pid());
        process.descendants().forEach(below -> processes.put(plan.name() + "'s " + below.pid(), below.pid()));
        return processes;
    }

    @Override
    public void admitPartner() {
        // Its configuration does.
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook runs already, and finds nothing to do.
            return;
        }
    }

    private void end() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
