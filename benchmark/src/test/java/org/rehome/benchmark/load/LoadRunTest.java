package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.xml.Namespaces;

/// The generator against a server of the lab's that hands on what it takes, rightly or not.
@DisplayName("The generator")
@Timeout(90)
class LoadRunTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final int LANES = 4;
    private static final int TOUCHED = 50;
    private static final String SECRET = "s3cr3t";

    /// What the server does with one message.
    enum Fault {
        DROPS,
        DOUBLES
    }

    private interface Relay {
        void on(String xml, OutputStream out) throws IOException;
    }

    @Test
    @DisplayName("measures when every message arrives once and in order")
    void measures() throws Exception {
        var saturated = new AtomicInteger();
        Outcome outcome = run(LoadRunTest::handOn, saturated);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Measured.class, measured -> {
            assertThat(measured.messagesPerSecond()).isPositive();
            assertThat(measured.messages()).isGreaterThan(3L * 100);
            assertThat(measured.p99Millis()).isGreaterThanOrEqualTo(measured.p50Millis());
            assertThat(measured.cpuSeconds()).containsOnlyKeys("server");
        });
        assertThat(saturated).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("says that the run is invalid when the server does wrong to one message")
    void invalid(Fault fault) throws Exception {
        var count = new AtomicInteger();
        Outcome outcome = run(
                (xml, out) -> {
                    boolean touched = count.incrementAndGet() == TOUCHED;
                    switch (fault) {
                        case DROPS -> {
                            if (!touched) {
                                handOn(xml, out);
                            }
                        }
                        case DOUBLES -> {
                            handOn(xml, out);
                            if (touched) {
                                handOn(xml, out);
                            }
                        }
                    }
                },
                new AtomicInteger());
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Invalid.class, wrong -> assertThat(wrong.reason())
                .contains("expected"));
    }

    private static void handOn(String xml, OutputStream out) throws IOException {
        out.write(xml.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static Outcome run(Relay relay, AtomicInteger saturated) throws Exception {
        int poolPort = freePort();
        PartnerBuilder builder = SimulatedPartner.of("example.test")
                .identity(AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .nextHops(new StaticNextHops());
        for (int lane = 0; lane < LANES; lane++) {
            builder.user(Job.user("example.test", lane));
        }
        try (SimulatedPartner server = builder.start();
                LoadRun run = new LoadRun(job(server.port(), poolPort), AUTHORITY.identity("partner.test"))) {
            run.openSink();
            try (Socket component = ComponentEnd.connect(poolPort, "gateway.example.test", SECRET)) {
                OutputStream out = component.getOutputStream();
                server.listen(
                        received -> pass(relay, received.stanza().element().toXml(Namespaces.COMPONENT), out));
                return run.measure(saturated::incrementAndGet);
            }
        }
    }

    private static void pass(Relay relay, String xml, OutputStream out) {
        try {
            relay.on(xml, out);
        } catch (IOException e) {
            System.getLogger(LoadRunTest.class.getName()).log(System.Logger.Level.DEBUG, "the run is over", e);
        }
    }

    private static Job job(int s2sPort, int poolPort) {
        return new Job(
                "partner.test",
                "example.test",
                s2sPort,
                "not read here",
                "",
                new Job.Side.Pool(poolPort, SECRET),
                Map.of("server", ProcessHandle.current().pid()),
                new Job.Load(LANES, 100, 0, 1, 100, 10));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
