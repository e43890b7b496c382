package org.rehome.benchmark.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rehome.benchmark.load.IdleProcess;
import org.rehome.benchmark.load.ProcessTimes;
import org.rehome.benchmark.process.Metrics;
import org.rehome.lab.operator.NotDone;
import org.rehome.lab.operator.Rest;
import org.rehome.lab.operator.SuiteAddresses;
import org.rehome.lab.operator.Waiting;

/// Opens streams of many partners to an edge, on which nothing is sent (TLS 1.3, SASL EXTERNAL, stream management), and
/// looks at the edge's memory before, at a part of them, and at all.
public final class StreamsBenchmark {
    private static final String DOMAIN = "example.test";
    private static final int WARM_UP = 500;
    private static final int PART = 1_000;
    private static final Duration SOON = Duration.ofMinutes(2);

    private final SuiteAddresses suite;
    private final long edgeProcess;
    private final StreamsOptions options;
    private final PrintStream out;
    private final Rest edge;

    private StreamsBenchmark(SuiteAddresses suite, long edgeProcess, StreamsOptions options, PrintStream out) {
        this.suite = suite;
        this.edgeProcess = edgeProcess;
        this.options = options;
        this.out = out;
        this.edge = new Rest(suite.edge().rest());
    }

    /// Runs on a fresh suite, whose edge admits so many connections of one address.
    ///
    /// @param edgeProcess the number of the edge's process
    /// @return 0 when all streams were there to the end, 1 otherwise
    public static int run(SuiteAddresses suite, long edgeProcess, StreamsOptions options, PrintStream out)
            throws IOException, InterruptedException {
        return new StreamsBenchmark(suite, edgeProcess, options, out).run();
    }

    private int run() throws IOException, InterruptedException {
        try (IdlePeers peers = IdlePeers.start(suite.edge().s2sPort(), DOMAIN, options.partners())) {
            out.printf("%d streams of %d partners%n", options.streams(), options.partners());
            admitPartners(peers.authority());
            warmUp(peers);
            EdgeMemory before = EdgeMemory.of(edgeProcess, edge);
            List<Idling> all = new ArrayList<>();
            int there = 0;
            for (int streams : IntStream.of(Math.min(PART, options.streams()), options.streams())
                    .distinct()
                    .toArray()) {
                all.add(open(peers, there, streams, before));
                out.println(StreamsReport.line(all.getLast()));
                there = streams;
            }
            if (options.report().isPresent()) {
                Path file = options.report().get();
                Files.writeString(file, StreamsReport.json(before, all).toPrettyString() + System.lineSeparator());
                out.println("Report: " + file);
            }
            return 0;
        } catch (NotDone e) {
            out.println("NOT GOOD: " + e.getMessage());
            return 1;
        }
    }

    private void admitPartners(String authority) throws IOException, InterruptedException {
        var directory = new Rest(suite.directory());
        var gateway = new Rest(suite.gateway());
        directory.put("/pools/new?force=true", pool());
        directory.put(
                "/policies/global",
                Rest.object().put("enableFederationAccess", true).put("enableXmppAccess", true));
        edge.post("/certificates/" + DOMAIN + "/development", Rest.object());
        edge.put("/authorities/benchmark", "application/x-pem-file", authority);
        StringBuilder partners = new StringBuilder("domain,partnerType,supportDialbackNegotiation,connectionLimit\n");
        for (int i = 0; i < options.partners(); i++) {
            partners.append(IdleProcess.partner(i))
                    .append(",Federated,false,")
                    .append(StreamsOptions.PER_PARTNER)
                    .append('\n');
        }
        gateway.post("/partners/import", "text/csv", partners.toString());
        for (int i = 0; i < options.partners(); i++) {
            // by force: nothing answers behind the pool's port, nor at the partner's
            gateway.post(
                    "/partners/" + IdleProcess.partner(i) + "/enable",
                    Rest.object().put("force", true).put("reason", "it only opens streams"));
        }
    }

    private static JsonNode pool() {
        var pool = Rest.object().put("description", "benchmark").put("legacy", false);
        pool.putArray("domains").add(DOMAIN);
        pool.putObject("link")
                .put("kind", "component")
                .put("host", "127.0.0.1")
                .put("injectionPort", 1)
                .put("capturePort", 1)
                .put("secret", "new");
        return pool;
    }

    /// Some streams come and go: what an edge keeps of its partners, and of its first streams, is no part of what idle
    /// streams cost. The edge hears of a partner a moment after the gateway.
    private void warmUp(IdlePeers peers) throws IOException, InterruptedException {
        Waiting.until("streams of each partner", SOON, () -> {
            String said = peers.become(Math.min(options.streams(), WARM_UP));
            return said.equals(IdleProcess.OPEN) ? Waiting.done(said) : Waiting.notYet();
        });
        peers.become(0);
        awaitStreams(0);
    }

    private Idling open(IdlePeers peers, int there, int streams, EdgeMemory before)
            throws IOException, InterruptedException {
        ProcessTimes used = times();
        long begin = System.nanoTime();
        String said = peers.become(streams);
        Duration opening = Duration.ofNanos(System.nanoTime() - begin);
        if (!said.equals(IdleProcess.OPEN)) {
            throw new NotDone(said);
        }
        double seconds = times().since(used);
        EdgeMemory memory = EdgeMemory.of(edgeProcess, edge);
        awaitStreams(streams);
        return new Idling(streams, streams - there, opening, seconds, memory, before);
    }

    private ProcessTimes times() throws IOException {
        return ProcessTimes.of(Map.of("edge-proxy", edgeProcess));
    }

    private void awaitStreams(int number) throws IOException, InterruptedException {
        Waiting.until(number + " streams at the edge", SOON, () -> {
            double now = Metrics.sum(edge.get("/q/metrics").text(), "rehome_edge_streams{", "inbound");
            return now == number ? Waiting.done(now) : Waiting.notYet();
        });
    }
}
