package org.rehome.dns.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.DnsEvent.CutoverCompleted;
import org.rehome.contracts.event.DnsEvent.CutoverPlanned;
import org.rehome.contracts.event.DnsEvent.CutoverRolledBack;
import org.rehome.contracts.event.DnsEvent.CutoverVerified;
import org.rehome.contracts.event.DnsEvent.RecordsChanged;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.dns.CutoverResult;
import org.rehome.dns.Cutovers;
import org.rehome.dns.TestService;
import org.rehome.dns.cutover.Cutover;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.socket.InvalidZone;
import org.rehome.dns.socket.MasterFile;
import org.xbill.DNS.Type;

/// A second service on the same broker, with a folder, a DNS server and a key of its own, that ends and
/// starts again.
@QuarkusTest
@DisplayName("A service that stops in the middle of a cut-over")
class RestartTest extends ApiTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private TestService running;

    @AfterEach
    void stop() throws IOException {
        running.close();
    }

    private void start() throws IOException {
        running = TestService.start(folder, setting("rehome.kafka.bootstrap-servers"));
    }

    private void restart() throws IOException {
        running.close();
        start();
    }

    private Cutovers orders() {
        return running.service().cutovers();
    }

    private Cutover current(UUID id) {
        return running.service().registry().cutover(id).orElseThrow();
    }

    private void beginThere(String domain) throws IOException, InvalidZone {
        start();
        DnsName zone = DnsName.parse(domain);
        running.service().zones().put(MasterFile.read(zone, masterFile(legacySrv())), present -> {});
        DesiredEdge edge =
                new DesiredEdge(DnsName.parse(edge(domain)), 5269, 10, 0, List.of(RecordData.address("127.0.0.21")));
        running.service()
                .registry()
                .put(new DesiredRecords(Domain.parse(domain), zone, List.of(edge), 300), version -> {});
        say(new EdgeEvent.EdgeStarted(domain, edge(domain), 5269, null));
    }

    /// Once the service has heard of partner and edge.
    private Cutover plannedThere(String domain) {
        return await().atMost(SOON)
                                .until(
                                        () -> orders().plan(Domain.parse(domain), false),
                                        CutoverResult.Done.class::isInstance)
                        instanceof CutoverResult.Done(var planned)
                ? planned
                : fail();
    }

    private static Cutover fail() {
        throw new AssertionError("not planned");
    }

    private static String state(CutoverResult result) {
        return switch (result) {
            case CutoverResult.Done(var cutover) -> cutover.state().name();
            case CutoverResult.Compared(var cutover, var _) -> cutover.state().name();
            case CutoverResult.Refused _,
                    CutoverResult.Conflict _,
                    CutoverResult.Drifted _,
                    CutoverResult.ServerFailed _,
                    CutoverResult.Unavailable _ -> throw new AssertionError("not done: " + result);
        };
    }

    private List<String> askSrvThere(String domain) {
        return ask(running.service().primary(), srv(domain), Type.SRV, false);
    }

    private long serialThere(String domain) {
        return running.service()
                .zones()
                .get(DnsName.parse(domain))
                .orElseThrow()
                .serial();
    }

    @Test
    @DisplayName("goes on with it: no order and no event is lost, and no record is changed twice")
    void goesOn() throws Exception {
        beginThere("restart.test");
        Cutover planned = plannedThere("restart.test");
        UUID id = planned.plan().id();

        restart();
        assertThat(current(id)).isEqualTo(planned);
        assertThat(askSrvThere("restart.test")).containsExactly(srvLine("restart.test", "legacy"));
        assertThat(state(orders().apply(current(id), planned.plan().hash()))).isEqualTo("applied");

        restart();
        assertThat(current(id).state().name()).isEqualTo("applied");
        assertThat(askSrvThere("restart.test")).containsExactly(srvLine("restart.test", "edge1"));
        assertThat(state(orders().apply(current(id), planned.plan().hash()))).isEqualTo("applied");
        assertThat(serialThere("restart.test")).isEqualTo(2);
        assertThat(state(orders().verify(current(id)))).isEqualTo("verified");

        restart();
        assertThat(state(orders().complete(current(id)))).isEqualTo("completed");

        restart();
        assertThat(current(id).state().name()).isEqualTo("completed");
        await().atMost(SOON).untilAsserted(() -> assertThat(once(events("restart.test", 4)))
                .hasExactlyElementsOfTypes(
                        CutoverPlanned.class, RecordsChanged.class, CutoverVerified.class, CutoverCompleted.class));
    }

    /// An event that was told twice has the same id.
    private static List<DnsEvent> once(List<EventEnvelope<DnsEvent>> events) {
        Map<String, DnsEvent> byId = new LinkedHashMap<>();
        events.forEach(each -> byId.putIfAbsent(each.id(), each.event()));
        return List.copyOf(byId.values());
    }

    @Test
    @DisplayName("finds out what became of an update whose outcome it did not live to write down")
    void outcomeNotWritten() throws Exception {
        beginThere("crash.test");
        Cutover planned = plannedThere("crash.test");
        UUID id = planned.plan().id();
        assertThat(state(orders().apply(planned, planned.plan().hash()))).isEqualTo("applied");
        events("crash.test", 2);

        running.close();
        forgetLastLine();
        start();
        assertThat(current(id).state().name()).isEqualTo("planned");
        assertThat(state(orders().apply(current(id), planned.plan().hash()))).isEqualTo("applied");
        assertThat(serialThere("crash.test")).as("done once").isEqualTo(2);
        assertThat(askSrvThere("crash.test")).containsExactly(srvLine("crash.test", "edge1"));

        running.close();
        forgetLastLine();
        start();
        assertThat(state(orders().rollback(current(id), false, "after a crash")))
                .isEqualTo("rolled-back");
        assertThat(askSrvThere("crash.test")).containsExactly(srvLine("crash.test", "legacy"));
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        contents(events("crash.test", 2)).getLast())
                .isEqualTo(new CutoverRolledBack(id.toString(), Domain.parse("crash.test"), "after a crash")));
    }

    /// As when the process was killed before the line was on the disk.
    private void forgetLastLine() throws IOException {
        Path journal = folder.resolve("cutovers.journal");
        List<String> lines = Files.readAllLines(journal);
        assertThat(lines.getLast()).contains("\"type\":\"Applied\"");
        Files.writeString(journal, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
    }
}
