package org.rehome.benchmark.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.socket.Acceptor;

/// One generator's work: first saturation, then latency at a rate.
final class LoadRun implements AutoCloseable {
    static final String GENERATOR = "generator";

    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(30);
    private static final Duration OPENS_WITHIN = Duration.ofSeconds(30);
    private static final Duration OPENS_AGAIN = Duration.ofMillis(200);
    private static final int PACED_WARM_UP_SECONDS = 2;

    /// Nothing may come after the last message.
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Job job;
    private final LabIdentity identity;
    private final Sink sink;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    LoadRun(Job job, LabIdentity identity) {
        this.job = job;
        this.identity = identity;
        this.sink = new Sink(job.load().lanes());
    }

    /// Opens the side at which messages come out.
    void openSink() throws IOException {
        switch (job.side()) {
            case Job.Side.Component component -> {
                Socket stream = ComponentEnd.connect(component.port(), job.domain(), component.secret());
                open.add(stream);
                start("sink", () -> {
                    sink.take(stream.getInputStream(), stream.getOutputStream());
                    failure.complete("the server ended the component stream");
                });
            }
            case Job.Side.Pool pool -> {
                Acceptor acceptor = ComponentEnd.accept(pool.port(), pool.secret(), stream -> {
                    open.add(stream);
                    // A gateway may come again; what it fails to bring, the count shows.
                    awaitEnd(start("sink", () -> sink.take(stream.getInputStream(), stream.getOutputStream())));
                });
                open.add(acceptor::close);
            }
        }
    }

    /// Some work that ends with the run, or fails it.
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /// A platform thread: what it does is blocking reads and writes without an end.
    private Thread start(String name, Work work) {
        return Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException e) {
                failure.complete(name + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void awaitEnd(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Sends, and measures.
    ///
    /// @param saturated told when saturation begins to be measured
    Outcome measure(Runnable saturated) throws InterruptedException {
        try (PartnerStream partner = openPartner()) {
            start("partner stream", () -> failure.complete("the server ended the stream: " + partner.awaitEnd()));
            var messages = new Messages(job.partner(), job.domain(), job.load().lanes());
            var sender = new Sender(partner.out(), messages, sink, job.load().perRecord(), partner.acknowledged());
            Saturation saturation = saturate(sender, saturated);
            Latencies latencies = pace(sender);
            pause(QUIET);
            requireRight(sink.wrongAfter(sender.sentByLane()));
            return saturation.outcome(sender.total(), latencies);
        } catch (IOException e) {
            return new Outcome.Invalid(String.valueOf(e.getMessage()));
        }
    }

    /// What a gateway has just been told by REST may take a moment to reach its edge.
    private PartnerStream openPartner() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + OPENS_WITHIN.toNanos();
        while (true) {
            try {
                return PartnerStream.open(job.s2sPort(), job.partner(), job.domain(), identity);
            } catch (IOException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw e;
                }
                Thread.sleep(OPENS_AGAIN);
            }
        }
    }

    private record Moment(long nanos, long received, ProcessTimes times, MachineTimes machine) {}

    private Moment now() throws IOException {
        Map<String, Long> processes = new TreeMap<>(job.processes());
        processes.put(GENERATOR, ProcessHandle.current().pid());
        return new Moment(System.nanoTime(), sink.received(), ProcessTimes.of(processes), MachineTimes.now());
    }

    private record Saturation(Moment begin, Moment end) {
        Outcome outcome(long messages, Latencies latencies) {
            long received = end.received() - begin.received();
            Map<String, Double> cpu = end.times().perMillionSince(begin.times(), received);
            double generator = cpu.getOrDefault(GENERATOR, 0.0);
            cpu.remove(GENERATOR);
            return new Outcome.Measured(
                    messages,
                    received * 1e9 / (end.nanos() - begin.nanos()),
                    latencies.millis(50),
                    latencies.millis(99),
                    cpu,
                    generator,
                    end.machine().othersSince(begin.machine(), end.times().since(begin.times())));
        }
    }

    private Saturation saturate(Sender sender, Runnable saturated) throws IOException, InterruptedException {
        var going = new AtomicBoolean(true);
        Thread sending = start("sender", () -> sender.saturate(job.load().outstanding(), going::get));
        pause(Duration.ofSeconds(job.load().warmUpSeconds()));
        saturated.run();
        Moment begin = now();
        pause(Duration.ofSeconds(job.load().seconds()));
        Moment end = now();
        going.set(false);
        finish(sending, sender);
        if (end.received() == begin.received()) {
            throw new IOException("no message arrived while saturation was measured");
        }
        return new Saturation(begin, end);
    }

    private Latencies pace(Sender sender) throws IOException, InterruptedException {
        long period = TimeUnit.SECONDS.toNanos(1) / job.load().rate();
        long count =
                (long) job.load().rate() * (PACED_WARM_UP_SECONDS + job.load().seconds());
        long start = System.nanoTime() + period;
        long from = start + TimeUnit.SECONDS.toNanos(PACED_WARM_UP_SECONDS);
        var latencies = new Latencies(from, start + count * period);
        sink.sample(latencies);
        Thread sending = start("sender", () -> sender.pace(start, period, count));
        pause(Duration.ofNanos(count * period));
        finish(sending, sender);
        return latencies;
    }

    /// Waits; the first thing that goes wrong meanwhile ends the run.
    private void pause(Duration duration) throws IOException, InterruptedException {
        try {
            throw new IOException(failure.get(duration.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            requireRight(sink.wrong());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a failure is said in words", e);
        }
    }

    /// Until what was sent has arrived.
    private void finish(Thread sending, Sender sender) throws IOException, InterruptedException {
        if (!sending.join(DRAINED_WITHIN)) {
            throw new IOException("the server took nothing for " + DRAINED_WITHIN.toSeconds() + " s");
        }
        if (!sink.await(sender.total(), DRAINED_WITHIN)) {
            throw new IOException(sink.received() + " of " + sender.total() + " messages arrived within "
                    + DRAINED_WITHIN.toSeconds() + " s"
                    + Optional.ofNullable(failure.getNow(null))
                            .map(why -> ": " + why)
                            .orElse(""));
        }
        requireRight(sink.wrong());
    }

    private static void requireRight(Optional<String> wrong) throws IOException {
        if (wrong.isPresent()) {
            throw new IOException(wrong.get());
        }
    }

    @Override
    public void close() throws IOException {
        for (Closeable each : open) {
            each.close();
        }
    }
}
