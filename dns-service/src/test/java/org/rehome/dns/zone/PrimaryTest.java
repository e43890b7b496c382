package org.rehome.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.cutover.Answer;
import org.rehome.dns.cutover.Fence;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;
import org.rehome.dns.socket.TestServer;

class PrimaryTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final RecordKey SRV = new RecordKey(DnsName.parse("_xmpp-server._tcp.example.test"), RecordType.SRV);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Primary primary() {
        return new Primary(server.address(), TestServer.KEY, LIMIT);
    }

    private static ZoneUpdate replace(String before, String after) {
        return ZoneUpdate.parse(List.of(
                "zone example.test.",
                "prereq yxrrset _xmpp-server._tcp.example.test. IN SRV 10 0 5269 " + before,
                "update delete _xmpp-server._tcp.example.test. SRV",
                "update add _xmpp-server._tcp.example.test. 60 IN SRV 10 0 5269 " + after,
                "send"));
    }

    private List<String> srv() {
        return primary().question().ask(SRV) instanceof Answer.Found found && found.set() != null
                ? found.set().lines()
                : List.of();
    }

    @Test
    void a_value_is_replaced_when_it_is_the_expected_one_and_not_otherwise() {
        Primary primary = primary();
        assertThat(primary.send(replace("legacy.example.test.", "edge9.example.test.")))
                .isInstanceOfSatisfying(
                        UpdateOutcome.Accepted.class,
                        accepted -> assertThat(accepted.clockSkewSeconds()).isBetween(-2L, 2L));
        assertThat(srv()).containsExactly("_xmpp-server._tcp.example.test. 60 IN SRV 10 0 5269 edge9.example.test.");
        assertThat(primary.send(replace("legacy.example.test.", "ns1.example.test.")))
                .isInstanceOfSatisfying(UpdateOutcome.NotMet.class, unmet -> assertThat(unmet.rcode())
                        .isEqualTo("NXRRSET"));
        assertThat(srv()).containsExactly("_xmpp-server._tcp.example.test. 60 IN SRV 10 0 5269 edge9.example.test.");
    }

    @Test
    void of_thirty_writers_with_the_same_expectation_exactly_one_wins() throws Exception {
        String expected = "legacy.example.test.";
        for (int round = 0; round < 8; round++) {
            CyclicBarrier together = new CyclicBarrier(30);
            List<Future<UpdateOutcome>> running = new ArrayList<>();
            try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 30; i++) {
                    ZoneUpdate mine = replace(expected, "w" + round + "-" + i + ".example.test.");
                    running.add(writers.submit(() -> {
                        together.await();
                        return primary().send(mine);
                    }));
                }
            }
            int winner = -1;
            for (int i = 0; i < 30; i++) {
                if (running.get(i).get() instanceof UpdateOutcome.Accepted) {
                    assertThat(winner).as("round %d: a second winner", round).isEqualTo(-1);
                    winner = i;
                } else {
                    assertThat(running.get(i).get()).isInstanceOf(UpdateOutcome.NotMet.class);
                }
            }
            expected = "w" + round + "-" + winner + ".example.test.";
            assertThat(srv()).singleElement().asString().endsWith(expected);
            assertThat(server.zone().serial()).isEqualTo(2 + round);
        }
    }

    @ParameterizedTest(name = "{0} of key {1}: {2}")
    @CsvSource({
        "d3Jvbmcgd3Jvbmcgd3Jvbmcgd3Jvbmc=, migrate-key, NOTAUTH (BADSIG), secret",
        "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IQ==, other-key, NOTAUTH (BADKEY), does not know key"
    })
    void a_key_that_is_not_the_servers_is_refused_with_the_reason(
            String secret, String name, String rcode, String hint) {
        Primary wrong = new Primary(server.address(), new TsigKey(DnsName.parse(name), "hmac-sha256", secret), LIMIT);
        assertThat(wrong.send(replace("legacy.example.test.", "ns1.example.test.")))
                .isInstanceOfSatisfying(UpdateOutcome.Refused.class, refused -> {
                    assertThat(refused.rcode()).isEqualTo(rcode);
                    assertThat(refused.hint()).contains(hint);
                });
    }

    @Test
    void a_zone_that_the_server_does_not_have_is_told_apart() {
        assertThat(primary()
                        .send(ZoneUpdate.parse(List.of("zone other.test.", "update delete a.other.test. A", "send"))))
                .isInstanceOfSatisfying(UpdateOutcome.Refused.class, refused -> assertThat(refused.rcode())
                        .isEqualTo("NOTAUTH"));
        assertThat(primary()
                        .send(ZoneUpdate.parse(List.of("zone example.test.", "update delete a.other.test. A", "send"))))
                .isInstanceOfSatisfying(UpdateOutcome.Refused.class, refused -> assertThat(refused.rcode())
                        .isEqualTo("NOTZONE"));
        assertThat(primary().serial(DnsName.parse("other.test")))
                .isInstanceOfSatisfying(Primary.Reading.Unfit.class, unfit -> assertThat(unfit.reason())
                        .contains("REFUSED"));
    }

    @Test
    void where_nobody_listens_nothing_was_sent() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Primary nobody = new Primary(new ServerAddress("127.0.0.1", port), TestServer.KEY, LIMIT);
        assertThat(nobody.send(replace("legacy.example.test.", "ns1.example.test.")))
                .isInstanceOf(UpdateOutcome.Unreachable.class);
        assertThat(nobody.serial(DnsName.parse("example.test"))).isInstanceOf(Primary.Reading.Silent.class);
    }

    private Delivery.Delivered deliver(TestProxy proxy, UUID op) {
        Primary primary = new Primary(proxy.address(), TestServer.KEY, Duration.ofMillis(1500));
        RecordSet fence = new Fence(1, op, "0".repeat(64)).record(Domain.parse("example.test"));
        List<String> script = new ArrayList<>(
                replace("legacy.example.test.", "edge9.example.test.").script());
        script.add(1, "prereq nxrrset " + fence.key().name() + " IN TXT");
        script.add(script.size() - 1, "update add " + fence.lines().getFirst());
        return new Delivery(primary).deliver(ZoneUpdate.parse(script), fence.key(), op);
    }

    @ParameterizedTest(name = "{0}, {1} times")
    @CsvSource({"NONE, 0", "ANSWER_LOST, 1", "ANSWER_HELD, 1", "REQUEST_LOST, 1", "ANSWER_LOST, 2"})
    void an_update_is_done_once_whatever_is_lost(TestProxy.Fault fault, int times) throws IOException {
        try (TestProxy proxy = TestProxy.before(server::address)) {
            proxy.fail(fault, times);
            assertThat(deliver(proxy, new UUID(1, 1))).isInstanceOf(Delivery.Delivered.Done.class);
            assertThat(server.zone().serial()).isEqualTo(2);
            assertThat(srv()).singleElement().asString().endsWith("edge9.example.test.");
            int sent = fault == TestProxy.Fault.REQUEST_LOST ? 2 : 1;
            assertThat(proxy.updates()).isEqualTo(sent);
        }
    }

    @Test
    void when_every_request_is_lost_the_outcome_is_unknown_and_nothing_is_claimed() throws IOException {
        try (TestProxy proxy = TestProxy.before(server::address)) {
            proxy.fail(TestProxy.Fault.REQUEST_LOST, 9);
            assertThat(deliver(proxy, new UUID(1, 1))).isInstanceOf(Delivery.Delivered.Unknown.class);
            assertThat(server.zone().serial()).isEqualTo(1);
            // the same order again succeeds
            proxy.fail(TestProxy.Fault.NONE, 0);
            assertThat(deliver(proxy, new UUID(1, 1))).isInstanceOf(Delivery.Delivered.Done.class);
            // and once more tells that it was done
            assertThat(deliver(proxy, new UUID(1, 1))).isInstanceOf(Delivery.Delivered.Done.class);
            assertThat(server.zone().serial()).isEqualTo(2);
            assertThat(deliver(proxy, new UUID(2, 2))).isInstanceOf(Delivery.Delivered.NotMet.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ns.test, ns.test, 53",
        "ns.test:5353, ns.test, 5353",
        "192.0.2.1:53, 192.0.2.1, 53",
        "2001:db8::1, 2001:db8::1, 53",
        "[2001:db8::1]:5300, 2001:db8::1, 5300"
    })
    void an_address_is_read_with_or_without_its_port(String text, String host, int port) {
        assertThat(ServerAddress.parse(text)).isEqualTo(new ServerAddress(host, port));
        assertThat(ServerAddress.parse(ServerAddress.parse(text).toString())).isEqualTo(new ServerAddress(host, port));
    }

    @ParameterizedTest
    @CsvSource({"''", "ns.test:", "ns.test:0", "ns.test:65536", "ns.test:dns", ":53", "[::1]53"})
    void a_text_that_is_no_address_is_refused(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
