package org.rehome.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.dns.cutover.Cell;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.cutover.Matrix;
import org.rehome.dns.socket.TestServer;
import org.rehome.dns.zone.ServerAddress;

/// The lag test: a secondary that does not follow, a resolver that keeps the old answer, a server that is gone.
class LaggingTest {

    private static Matrix verify(TestCutovers dns, Cutover cutover) throws Exception {
        if (dns.orders().verify(cutover) instanceof CutoverResult.Compared(var after, var matrix)) {
            assertThat(after.state().name()).isEqualTo(matrix.verified() ? "verified" : "applied");
            return matrix;
        }
        throw new AssertionError();
    }

    private static Map<String, Cell.Outcome> srv(Matrix matrix) {
        Map<String, Cell.Outcome> outcomes = new TreeMap<>();
        matrix.cells().stream()
                .filter(cell -> cell.key().name().text().startsWith("_xmpp-server."))
                .forEach(cell -> outcomes.put(cell.server().address(), cell.outcome()));
        return outcomes;
    }

    @Test
    void a_cut_over_is_verified_when_the_last_server_has_followed(@TempDir Path folder) throws Exception {
        try (TestServer secondary = TestServer.start(folder.resolve("secondary"));
                TestServer resolver = TestServer.start(folder.resolve("resolver"));
                TestCutovers dns =
                        new TestCutovers(folder, List.of(secondary.address()), List.of(resolver.address()))) {
            Cutover applied = dns.applied();
            Matrix matrix = verify(dns, applied);
            assertThat(srv(matrix))
                    .isEqualTo(Map.of(
                            dns.server().address().toString(), Cell.Outcome.OK,
                            secondary.address().toString(), Cell.Outcome.LAGGING,
                            resolver.address().toString(), Cell.Outcome.STALE));
            assertThat(matrix.cells())
                    .filteredOn(cell -> cell.outcome() == Cell.Outcome.STALE)
                    .allSatisfy(cell -> assertThat(cell.until()).isNotNull());

            follow(dns.server(), secondary);
            assertThat(srv(verify(dns, applied)))
                    .containsEntry(secondary.address().toString(), Cell.Outcome.OK)
                    .containsEntry(resolver.address().toString(), Cell.Outcome.STALE);

            follow(dns.server(), resolver);
            assertThat(verify(dns, applied).verified()).isTrue();
        }
    }

    private static void follow(TestServer primary, TestServer secondary) throws IOException {
        secondary.put("example.test", primary.zone().masterFile());
    }

    @Test
    void a_server_that_does_not_answer_or_has_another_zone_is_told_apart(@TempDir Path folder) throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                TestServer other = TestServer.open(folder.resolve("other"));
                TestCutovers dns = new TestCutovers(
                        folder,
                        List.of(new ServerAddress("127.0.0.1", silent.getLocalPort()), other.address()),
                        List.of())) {
            Cutover applied = dns.applied();
            assertThat(srv(verify(dns, applied)))
                    .containsEntry("127.0.0.1:" + silent.getLocalPort(), Cell.Outcome.UNREACHABLE)
                    .containsEntry(other.address().toString(), Cell.Outcome.WRONG);
        }
    }

    @Test
    void a_wrong_TTL_on_one_server_is_not_ok(@TempDir Path folder) throws Exception {
        try (TestServer secondary = TestServer.start(folder.resolve("secondary"));
                TestCutovers dns = new TestCutovers(folder, List.of(secondary.address()), List.of())) {
            Cutover applied = dns.applied();
            secondary.put(
                    "example.test", dns.server().zone().masterFile().replaceAll("(_xmpp-server\\S+\\s+)300", "$1301"));
            assertThat(verify(dns, applied).open()).singleElement().satisfies(cell -> {
                assertThat(cell.outcome()).isEqualTo(Cell.Outcome.WRONG);
                assertThat(cell.detail()).contains("TTL 301 instead of 300");
            });
        }
    }
}
