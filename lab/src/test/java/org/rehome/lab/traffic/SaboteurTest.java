package org.rehome.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.lab.ledger.Ledger;
import org.rehome.lab.ledger.LedgerReport;
import org.rehome.lab.pool.SimulatedPool;
import org.rehome.lab.pool.TestComponent;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.stanza.StanzaCondition;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;

/// A gateway between two servers that now and then does what a gateway must never do. The witness has to notice each
/// of these, over real sockets, and nothing when the gateway behaves.
final class SaboteurTest {
    private static final int MESSAGES = 400;
    private static final int FAULT_EVERY = 50;
    private static final Duration BOUND = Duration.ofSeconds(20);

    private SimulatedPool ours;
    private SimulatedPool theirs;
    private final Ledger ledger = new Ledger();
    private final List<AutoCloseable> open = new ArrayList<>();

    SaboteurTest() throws IOException {
        ours = pool("a.test", "b.test");
        theirs = pool("b.test", "a.test");
    }

    private SimulatedPool pool(String domain, String captured) throws IOException {
        SimulatedPool pool = SimulatedPool.named(domain)
                .domain(domain)
                .user("one@" + domain)
                .user("two@" + domain)
                .injection("gw." + domain, "s")
                .capture(captured, "s")
                .start();
        open.add(pool);
        return pool;
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    /// What the gateway makes of a stanza that it carries; the list that it gets holds what it kept back before.
    private interface Carriage extends BiFunction<Stanza, List<Stanza>, List<Stanza>> {}

    private static Carriage now(Carriage fault) {
        int[] count = {0};
        return (stanza, kept) -> ++count[0] % FAULT_EVERY == 0 ? fault.apply(stanza, kept) : honest(stanza, kept);
    }

    private static List<Stanza> honest(Stanza stanza, List<Stanza> kept) {
        List<Stanza> out = new ArrayList<>(List.of(stanza));
        // What was kept back follows the next stanza of its pair.
        kept.removeIf(earlier -> samePair(earlier, stanza) && out.add(earlier));
        return out;
    }

    private static boolean samePair(Stanza one, Stanza other) {
        return one.from().equals(other.from()) && one.to().equals(other.to());
    }

    private static Stanza altered(Stanza stanza) {
        Element body = Element.of(Namespaces.CONTENT, "body").text(stanza.body().replace('<', '('));
        Element element = stanza.element();
        return new Stanza(new Element(element.namespace(), element.name(), element.attributes(), List.of(body)));
    }

    private static Stanza misaddressed(Stanza stanza) {
        String to = stanza.element().attribute("to").orElseThrow();
        String other = to.startsWith("one@") ? to.replace("one@", "two@") : to.replace("two@", "one@");
        return new Stanza(stanza.element().with("to", other));
    }

    static Stream<Arguments> sabotage() {
        Carriage drop = (stanza, kept) -> List.of();
        Carriage twice = (stanza, kept) -> List.of(stanza, stanza);
        Carriage late = (stanza, kept) -> {
            kept.add(stanza);
            return List.of();
        };
        Carriage alter = (stanza, kept) -> List.of(altered(stanza));
        Carriage misaddress = (stanza, kept) -> List.of(misaddressed(stanza));
        return Stream.of(
                counted("drops", drop, LedgerReport::lost),
                counted("duplicates", twice, LedgerReport::duplicated),
                counted("reorders", late, report -> report.reordered() + report.lost()),
                counted("alters", alter, LedgerReport::corrupted),
                counted("misaddresses", misaddress, LedgerReport::misdelivered));
    }

    private static Arguments counted(String what, Carriage fault, ToLongFunction<LedgerReport> counter) {
        return Arguments.argumentSet(what, fault, counter);
    }

    private void carry(SimulatedPool from, SimulatedPool to, Carriage carriage) throws IOException {
        String captured = to.name();
        TestComponent capture = TestComponent.connect(from, captured, "s");
        TestComponent injection = TestComponent.connect(to, "gw." + to.name(), "s");
        open.addAll(List.of(capture, injection));
        Thread.ofVirtual().name("gateway to " + captured).start(() -> {
            List<Stanza> kept = new ArrayList<>();
            try {
                while (capture.stream().next() instanceof XmlEvent.Child child) {
                    for (Stanza out : carriage.apply(new Stanza(child.element()), kept)) {
                        injection.send(out);
                    }
                }
            } catch (IOException e) {
                // The test has ended, or failed and will say so.
                kept.clear();
            }
        });
    }

    private LedgerReport run() throws InterruptedException {
        Traffic traffic = Traffic.on(ledger)
                .pools(List.of(ours))
                .partners(List.of(theirs))
                .direction(Direction.TO_PARTNERS)
                .rate(2_000)
                .start();
        open.add(traffic);
        await().atMost(BOUND).until(() -> ledger.report().sent() >= MESSAGES);
        traffic.stop();
        ledger.settle(Duration.ofSeconds(1));
        assertThat(ledger.settle(Duration.ofSeconds(1), Duration.ofMillis(100))).isEqualTo(ledger.outstanding() == 0);
        return ledger.report();
    }

    @ParameterizedTest
    @DisplayName("M2: the ledger notices a gateway that")
    @MethodSource("sabotage")
    void noticesSabotage(Carriage fault, ToLongFunction<LedgerReport> counter) throws Exception {
        carry(ours, theirs, now(fault));
        LedgerReport report = run();
        assertThat(report.clean()).isFalse();
        assertThat(counter.applyAsLong(report)).as("%s", report).isEqualTo(report.sent() / FAULT_EVERY);
    }

    @Test
    @DisplayName("it finds nothing wrong with a gateway that carries everything")
    void leavesHonestGatewayAlone() throws Exception {
        carry(ours, theirs, SaboteurTest::honest);
        LedgerReport report = run();
        assertThat(report.clean()).as("%s", ledger.anomalies()).isTrue();
        assertThat(report.returned()).isZero();
    }

    @Test
    @DisplayName("it counts under their reason what a gateway returns, and finds nothing wrong with that")
    void acceptsReturns() throws Exception {
        refuseSome();
        LedgerReport report = run();
        assertThat(report.clean()).as("%s", ledger.anomalies()).isTrue();
        assertThat(report.returnedByReason()).isEqualTo(Map.of("service-unavailable", report.sent() / FAULT_EVERY));
    }

    /// Returns as many stanzas to their sender as the others spoil, and carries the rest.
    private void refuseSome() throws IOException {
        int[] count = {0};
        TestComponent back = TestComponent.connect(ours, "gw.a.test", "s");
        open.add(back);
        carry(ours, theirs, (stanza, kept) -> {
            if (++count[0] % FAULT_EVERY != 0) {
                return List.of(stanza);
            }
            try {
                back.send(stanza.error(StanzaCondition.SERVICE_UNAVAILABLE, "refused"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return List.of();
        });
    }
}
