package org.rehome.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running broker: the real Apache Kafka, one KRaft node, in this JVM.
///
/// ```
/// try (var kafka = EmbeddedKafka.start(Settings.in(folder))) {
///   producer = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.bootstrapServers(), ...));
/// }
/// ```
///
/// Several can run side by side in one JVM, each on a folder of its own. Nothing of it ends the JVM: where Kafka would
/// end its process, because its disk is full or its data damaged, it becomes useless instead and [#failure] says why.
/// It has no shutdown hook either; whoever started it closes it. A broker that was not closed (kill -9) is found whole
/// by the next start, which checks its last segments.
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(30);

    private final Settings settings;
    private final ThreadGroup threads;
    private final Sockets sockets;
    private final FolderLock lock;
    private final Node node;
    private final CompletableFuture<String> failure;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedKafka(
            Settings settings,
            ThreadGroup threads,
            Sockets sockets,
            FolderLock lock,
            Node node,
            CompletableFuture<String> failure) {
        this.settings = settings;
        this.threads = threads;
        this.sockets = sockets;
        this.lock = lock;
        this.node = node;
        this.failure = failure;
    }

    /// Starts a broker and returns when clients can work with it: 2 to 4 s in a fresh JVM, 1 s in a warm one,
    /// longer after a kill -9 (the old session must run out, the last segments are checked). Cannot be interrupted.
    ///
    /// @throws java.net.BindException if a port is in use; nothing has been started or written then
    /// @throws IOException if the folder cannot be used (not writable, full, in use by another broker) or the
    ///     broker does not come up; the message says what and where
    public static EmbeddedKafka start(Settings settings) throws IOException {
        QuietLogs.apply();
        var absolute = new Settings(
                settings.data().toAbsolutePath().normalize(), settings.listeners(), settings.controllerPort());
        Sockets sockets = Sockets.bind(absolute);
        FolderLock lock = null;
        try {
            Storage.requireUsable(absolute.data());
            lock = FolderLock.take(absolute.data());
            Storage.formatOnce(absolute.data());
            return start(absolute, sockets, lock);
        } catch (IOException | RuntimeException e) {
            if (lock != null) {
                lock.close();
            }
            sockets.close();
            throw e;
        }
    }

    private static EmbeddedKafka start(Settings settings, Sockets sockets, FolderLock lock) throws IOException {
        var threads = new ThreadGroup("kafka " + settings.data());
        var failure = new CompletableFuture<String>();
        Consumer<String> failed = why -> failure.complete(describe(settings.data(), why));
        Halts.watch(threads, failed);
        var starting = new CompletableFuture<EmbeddedKafka>();
        run(threads, "kafka-start", starting, () -> {
            var kafka =
                    new EmbeddedKafka(settings, threads, sockets, lock, new Node(settings, sockets, failed), failure);
            kafka.startNode();
            return kafka;
        });
        try {
            return starting.join();
        } catch (CompletionException e) {
            Halts.forget(threads);
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(failure.getNow("kafka does not start on " + settings.data() + ": " + cause), cause);
        }
    }

    private void startNode() throws Exception {
        try {
            node.start();
            awaitAnswer();
        } catch (Exception | Error e) {
            node.stop(Duration.ZERO);
            throw e;
        }
    }

    /// A client's view: the broker has answered with itself among the nodes.
    private void awaitAnswer() throws Exception {
        long millis = READY_WITHIN.toMillis();
        var config = Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                "127.0.0.1:" + port(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Long.toString(millis));
        try (var admin = Admin.create(config)) {
            admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS);
        }
    }

    /// `host:port` of the first listener, as clients want it in `bootstrap.servers`.
    public String bootstrapServers() {
        return settings.listeners().getFirst().advertisedHost() + ":" + port();
    }

    /// The port of the first listener.
    public int port() {
        return sockets.port(settings.listeners().getFirst().name());
    }

    /// The port of the listener of that name.
    public int port(String listener) {
        return sockets.port(listener);
    }

    /// Given at the first start on this folder, kept ever since.
    public String clusterId() {
        return node.clusterId();
    }

    /// Completes, with the reason in one line, if the broker cannot go on: a full or failing disk, damaged data. What
    /// has been acknowledged is on disk; close this, remedy the cause and start again.
    public CompletableFuture<String> failure() {
        return failure.copy();
    }

    /// Stops in order: flushes, closes the logs and returns. Bounded: a broker that does not end within 30 s is left to
    /// the end of the JVM, with a warning.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        var stopping = new CompletableFuture<Boolean>();
        run(threads, "kafka-stop", stopping, () -> {
            node.stop(STOPPED_WITHIN.dividedBy(3));
            return true;
        });
        try {
            stopping.get(STOPPED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("kafka has not stopped in order folder={} error={}", settings.data(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.close();
            Halts.forget(threads);
            unlock();
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("lock not closed folder={} error={}", settings.data(), e.toString());
        }
    }

    private static String describe(Path data, String why) {
        return "kafka ended on " + data + " (" + Storage.free(data) + "): " + why;
    }

    /// All of the broker's threads descend from one that was started here, and so belong to its group.
    private static <T> void run(ThreadGroup group, String name, CompletableFuture<T> result, Callable<T> work) {
        var thread = new Thread(
                group,
                () -> {
                    try {
                        result.complete(work.call());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
