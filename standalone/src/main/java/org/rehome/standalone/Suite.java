package org.rehome.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rehome.lab.operator.SuiteAddresses;

/// A running suite: Kafka in this process or beside it, the services as its children, everything in one folder.
///
/// ```
/// SuiteSettings settings = SuiteSettings.of(root, folder).withFreePorts();
/// try (Suite suite = Suite.start(settings, System.out::println)) {
///     URI directory = suite.rest(Services.USER_DIRECTORY);
/// }
/// ```
///
/// A service that dies is started again, after a second at first, half a minute at last. Kafka in this process is not:
/// when it cannot go on (a full disk), neither can the suite, and [#failure] says why; what was acknowledged is kept.
public final class Suite implements AutoCloseable {
    static final String KAFKA = "kafka";

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final DataFolder folder;
    private final Secrets secrets;
    private final Kafka kafka;
    private final Port kafkaPort;
    private final List<Child> children;
    private final Pace pace;
    private final DiskWatch diskWatch;
    private boolean closed;

    Suite(
            DataFolder folder,
            Secrets secrets,
            Kafka kafka,
            Port kafkaPort,
            List<Child> children,
            Pace pace,
            Consumer<String> say) {
        this.folder = folder;
        this.secrets = secrets;
        this.kafka = kafka;
        this.kafkaPort = kafkaPort;
        this.children = List.copyOf(children);
        this.pace = pace;
        this.diskWatch = new DiskWatch(folder, say);
    }

    /// Starts Kafka, then the four services at once, and returns when all are ready. What goes on is said line by
    /// line, also later, when a service dies; `say` is called from several threads.
    ///
    /// @throws CannotStart if a port is in use, the folder is in use, full or not writable, a service is not built,
    ///     something does not become ready, or the thread is interrupted; nothing is left running then
    public static Suite start(SuiteSettings settings, Consumer<String> say) throws IOException {
        return start(settings, Pace.STANDARD, say);
    }

    static Suite start(SuiteSettings settings, Pace pace, Consumer<String> say) throws IOException {
        return Startup.run(settings.data(), pace, say, (data, secrets) -> {
            var ports = Ports.resolve(settings.ports(), settings.s2sHost());
            Port kafka = Objects.requireNonNull(ports.get(SuitePort.KAFKA));
            var services = Services.of(settings, ports, data, secrets);
            return settings.kafkaApart()
                    ? new Startup.Plan(kafka, Optional.of(Services.broker(settings, kafka, data)), services)
                    : new Startup.Plan(kafka, services);
        });
    }

    /// Where a service's REST is: `http://127.0.0.1:<port>`, without a slash at the end.
    public URI rest(String service) {
        return child(service).spec().rest();
    }

    /// The port that a service listens on for `purpose`: `REST`, `S2S`, `DNS`.
    public int port(String service, String purpose) {
        return child(service).spec().ports().stream()
                .filter(port -> port.purpose().equals(purpose))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(service + " listens for no " + purpose))
                .number();
    }

    /// Where everything is that an operator's script needs.
    SuiteAddresses addresses() {
        return new SuiteAddresses(
                rest(Services.USER_DIRECTORY),
                rest(Services.GATEWAY),
                children.stream()
                        .map(child -> child.spec().name())
                        .filter(name -> name.startsWith(Services.EDGE_PROXY))
                        .map(name -> new SuiteAddresses.Edge(rest(name), port(name, "S2S")))
                        .toList(),
                rest(Services.DNS_SERVICE),
                port(Services.DNS_SERVICE, "DNS"),
                Map.of("legacy", secrets.component("legacy"), "new", secrets.component("new")));
    }

    /// For Kafka's clients.
    public String bootstrapServers() {
        return kafkaPort.host() + ":" + kafkaPort.number();
    }

    /// The folder that everything is in.
    public Path data() {
        return folder.path();
    }

    public Secrets secrets() {
        return secrets;
    }

    /// How the services are at this moment.
    public List<ServiceState> services() {
        return children.stream().map(Suite::state).toList();
    }

    private static ServiceState state(Child child) {
        ProcessHandle process = child.process();
        return new ServiceState(
                child.spec().name(),
                child.spec().rest(),
                child.spec().ports(),
                process == null ? OptionalLong.empty() : OptionalLong.of(process.pid()),
                child.isReady(),
                child.deaths(),
                child.log().path());
    }

    /// Kills a service as `kill -9` does; returns when its process is gone. It is started again like any that dies.
    public void kill(String service) throws InterruptedException {
        child(service).kill();
    }

    /// Ends a service in order (SIGTERM) and starts it again; returns when its process has ended by itself and the next
    /// one is ready, and says whether both came true in time.
    public boolean restart(String service) throws InterruptedException {
        Child child = child(service);
        if (!child.restart(pace.stopWithin())) {
            return false;
        }
        long deadline = System.nanoTime() + pace.readyWithin().toNanos();
        while (!child.isReady()) {
            if (System.nanoTime() > deadline || failure().isDone()) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }

    /// Stops a process as SIGSTOP does, until [#resume]: it keeps its connections, and knows nothing of it.
    ///
    /// @throws IOException if this system has no `kill` command
    public void freeze(String service) throws IOException, InterruptedException {
        child(service).freeze();
    }

    public void resume(String service) throws IOException, InterruptedException {
        child(service).resume();
    }

    /// Whether every process is ready now.
    public boolean ready() {
        return processes().allMatch(Child::isReady);
    }

    private Stream<Child> processes() {
        return Stream.concat(kafka.child().stream(), children.stream());
    }

    /// Waits until every service is ready, and says whether that came true in time.
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!ready()) {
            if (System.nanoTime() > deadline || failure().isDone()) {
                return false;
            }
            Thread.sleep(LOOK_EVERY);
        }
        return true;
    }

    /// Completes, with the reason, when the suite cannot go on. It is not closed by that.
    public CompletableFuture<String> failure() {
        return kafka.failure();
    }

    /// Stops the services together, in order (SIGTERM, then after 15 s SIGKILL), then Kafka; returns when no process
    /// is left. May be called again, and by another thread meanwhile: that one waits too.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        diskWatch.close();
        stopChildren();
        try {
            kafka.stop(pace.stopWithin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            folder.close();
        } catch (IOException e) {
            System.getLogger(Suite.class.getName())
                    .log(System.Logger.Level.WARNING, "data folder not unlocked error=" + e);
        }
    }

    private void stopChildren() {
        children.forEach(Child::askToStop);
        long deadline = System.nanoTime() + pace.stopWithin().toNanos();
        boolean interrupted = false;
        for (Child child : children) {
            boolean gone = false;
            while (!gone) {
                try {
                    // Whoever interrupts is in a hurry: no process may be left behind, but none is waited for.
                    long left = interrupted ? 0 : Math.max(0, deadline - System.nanoTime());
                    child.awaitStopped(Duration.ofNanos(left));
                    gone = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Child child(String service) {
        return processes()
                .filter(child -> child.spec().name().equals(service))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service " + service));
    }
}
