package org.rehome.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps one service running: starts its process, asks for its health, starts it again when it dies.
///
/// The process's standard input is a pipe that is never written to and never closed. When this process ends, however
/// it ends, the operating system closes the pipe, and the child, which waits for that, ends itself.
final class Child {
    private static final Duration NEXT_LOOK = Duration.ofMillis(100);
    private static final Duration NEXT_LOOK_WHEN_READY = Duration.ofSeconds(5);

    /// Ctrl-C in a terminal reaches the children at the same time as the supervisor; only a death that is not followed
    /// by the suite's stop is news.
    private static final Duration NEWS_AFTER = Duration.ofMillis(300);

    private final ServiceSpec spec;
    private final Health health;
    private final DataFolder folder;
    private final Pace pace;
    private final Consumer<String> say;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread keeper;
    private volatile @Nullable Running running;
    private final AtomicInteger deaths = new AtomicInteger();
    private volatile @Nullable Running ending;

    /// One life of the service. `readyNanos` is the monotonic time since when it is ready, null while it is not.
    private static final class Running {
        final Process process;
        final long startedNanos = System.nanoTime();
        volatile @Nullable Long readyNanos;

        Running(Process process) {
            this.process = process;
        }
    }

    private Child(ServiceSpec spec, Health health, DataFolder folder, Pace pace, Consumer<String> say) {
        this.spec = spec;
        this.health = health;
        this.folder = folder;
        this.pace = pace;
        this.say = say;
        this.keeper = Thread.ofVirtual().name(spec.name()).unstarted(this::keepRunning);
    }

    static Child start(ServiceSpec spec, DataFolder folder, Pace pace, Consumer<String> say) {
        return start(spec, new Health.OfService(spec.rest()), folder, pace, say);
    }

    static Child start(ServiceSpec spec, Health health, DataFolder folder, Pace pace, Consumer<String> say) {
        var child = new Child(spec, health, folder, pace, say);
        child.keeper.start();
        return child;
    }

    ServiceSpec spec() {
        return spec;
    }

    boolean isReady() {
        Running life = running;
        return life != null && life.readyNanos != null && life.process.isAlive();
    }

    /// How often it has died by itself.
    int deaths() {
        return deaths.get();
    }

    /// Its process, while there is one.
    @Nullable
    ProcessHandle process() {
        Running life = running;
        return life == null || !life.process.isAlive() ? null : life.process.toHandle();
    }

    LogFile log() {
        return new LogFile(folder.log(spec.name()));
    }

    private void keepRunning() {
        Duration pause = Duration.ZERO;
        try {
            while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                String end;
                Duration wasReady = Duration.ZERO;
                try {
                    Running life = launch();
                    if (life == null) {
                        return;
                    }
                    end = "ended with status " + attend(life);
                    if (life.equals(ending)) {
                        pause = Duration.ZERO;
                        continue;
                    }
                    wasReady = readyFor(life);
                } catch (IOException e) {
                    end = "cannot be started (" + e.getMessage() + ")";
                }
                deaths.incrementAndGet();
                pause = pace.nextPause(pause, wasReady);
                if (!stopping.await(NEWS_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                    say.accept(spec.name() + " " + end + ", starts again in " + seconds(pause) + "; its log: "
                            + log().path());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Null when the suite is stopping: then no process may appear any more.
    private synchronized @Nullable Running launch() throws IOException {
        if (stopping.getCount() == 0) {
            return null;
        }
        log().rotate();
        var builder = new ProcessBuilder(command());
        builder.environment().putAll(spec.secrets());
        builder.directory(folder.of(spec.name()).toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().path().toFile()));
        Process process = builder.start();
        Leftovers.note(folder, spec.name(), process.toHandle());
        var life = new Running(process);
        running = life;
        return life;
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(spec.jvmOptions());
        for (Map.Entry<String, String> property : spec.properties().entrySet()) {
            command.add("-D" + property.getKey() + "=" + property.getValue());
        }
        command.add("-jar");
        command.add(spec.jar().toString());
        return command;
    }

    /// Until the process ends; returns its exit status.
    private int attend(Running life) throws InterruptedException {
        Thread watch = Thread.ofVirtual().name(spec.name() + "-health").start(() -> watchHealth(life));
        try {
            return life.process.waitFor();
        } finally {
            watch.interrupt();
        }
    }

    private void watchHealth(Running life) {
        boolean before = false;
        try {
            while (life.process.isAlive()) {
                boolean now = health.ready();
                if (now != before && life.process.isAlive()) {
                    life.readyNanos = now ? (Long) System.nanoTime() : null;
                    report(now, life);
                }
                before = now;
                Thread.sleep(now ? NEXT_LOOK_WHEN_READY : NEXT_LOOK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(boolean ready, Running life) {
        if (stopping.getCount() == 0) {
            return;
        }
        Duration since = Duration.ofNanos(System.nanoTime() - life.startedNanos);
        say.accept(
                ready
                        ? Startup.line(spec.name(), "ready in " + seconds(since))
                        : spec.name() + " runs, but is not ready any more; " + health.where() + " says why");
    }

    private static Duration readyFor(Running life) {
        Long since = life.readyNanos;
        return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    static String seconds(Duration duration) {
        long tenths = Math.round(duration.toMillis() / 100.0);
        return tenths % 10 == 0 && tenths >= 10 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }

    /// As `kill -9` does; returns when the process is gone. It counts as a death and is started again.
    void kill() throws InterruptedException {
        Running life = running;
        if (life != null) {
            life.process.destroyForcibly().waitFor();
        }
    }

    /// SIGTERM; the process is started again as soon as it has ended. Returns when it has, and says whether it did so
    /// within `patience`; else it is killed.
    boolean restart(Duration patience) throws InterruptedException {
        Running life = running;
        if (life == null) {
            return false;
        }
        ending = life;
        terminate(life);
        boolean ended = life.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        life.process.destroyForcibly().waitFor();
        return ended;
    }

    /// As SIGSTOP does: the process stands still, and knows nothing of it.
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /// Ends [#freeze]; nothing happens to a process that runs.
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        ProcessHandle process = process();
        if (process != null) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /// `Process.destroy` would close the child's standard input too: it would take us for dead, and its two ways to
    /// end, both at once, leave nothing in order.
    private static void terminate(Running life) {
        life.process.toHandle().destroy();
    }

    /// SIGTERM, and no start after it. Does not wait.
    synchronized void askToStop() {
        stopping.countDown();
        Running life = running;
        if (life != null) {
            terminate(life);
        }
    }

    /// Returns when the process is gone; kills it if it does not end within `patience`.
    void awaitStopped(Duration patience) throws InterruptedException {
        Running life = running;
        if (life != null && !life.process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            say.accept(spec.name() + " has not ended " + seconds(patience) + " after it was asked to, killed");
            life.process.destroyForcibly().waitFor();
        }
        keeper.join();
        Leftovers.forget(folder, spec.name());
    }
}
