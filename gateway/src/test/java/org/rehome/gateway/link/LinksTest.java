package org.rehome.gateway.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.I3;
import static org.rehome.conformance.Requirement.I4;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.backbone.lane.LaneStream;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.gateway.link.LinkStatus.State;
import org.rehome.gateway.partner.Samples;
import org.rehome.gateway.pool.ComponentServer;
import org.rehome.gateway.pool.ComponentServer.Got;
import org.rehome.gateway.pool.ComponentServer.Pings;
import org.rehome.gateway.route.Knowledge;
import org.rehome.xmpp.stanza.Stanza;

@DisplayName("Component links")
class LinksTest {
    private static final PoolName NEW = new PoolName("new");
    private static final String INJECTION = "gateway-1.example.test";
    private static final String CAPTURE = "partner.test";
    private static final Timings QUICK = new Timings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofMillis(500));

    private final Knowledge known = Knowledge.empty();
    private final Recorder recorder = new Recorder();
    private ComponentServer pool;
    private Links links;

    /// Remembers what came; settles at once, or when told.
    private static final class Recorder implements Intake, LinkListener {
        private final List<String> captured = new CopyOnWriteArrayList<>();
        private final List<String> refused = new CopyOnWriteArrayList<>();
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<Settled> unsettled = new ArrayList<>();
        private volatile boolean settles = true;
        private volatile @Nullable Exception failure;

        @Override
        public void captured(PoolName from, String stream, Stanza stanza, Settled settled) {
            if (stanza.to().hasLocalpart() && stanza.to().toString().startsWith("bug@")) {
                throw new IllegalStateException("a bug");
            }
            captured.add(stream + " " + new String(stanza.frame().xml(), UTF_8));
            if (settles) {
                settled.settled(failure);
            } else {
                synchronized (unsettled) {
                    unsettled.add(settled);
                }
            }
        }

        @Override
        public void handedOver(PoolName from, String stream, Stanza stanza, Settled settled) {
            captured(from, stream, stanza, settled);
        }

        void settleAll() {
            settles = true;
            synchronized (unsettled) {
                unsettled.forEach(each -> each.settled(null));
                unsettled.clear();
            }
        }

        @Override
        public void refused(PoolName from, String stream, String reason, String detail) {
            refused.add(stream + " " + reason);
        }

        @Override
        public void opened(PoolName opened) {
            told.add("opened " + opened);
        }

        @Override
        public void lost(PoolName lost, String reason) {
            told.add("lost " + lost);
        }

        @Override
        public void removed(PoolName removed) {
            told.add("removed " + removed);
        }

        @Override
        public void captureOpened(PoolName opened, Domain partner) {
            told.add("capture opened " + opened + " " + partner);
        }

        @Override
        public void captureLost(PoolName lost, Domain partner) {
            told.add("capture lost " + lost + " " + partner);
        }
    }

    LinksTest() throws IOException {
        pool = new ComponentServer("example.test", "secret-1");
        links = links("secret-1");
    }

    /// Comes back so late that one can see that it was down.
    private static final Timings SLOW = new Timings(
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(500));

    private Links links(String secret) {
        return links(secret, QUICK);
    }

    private Links links(String secret, Timings timings) {
        return new Links(
                "gateway-1",
                known,
                new Secrets(Map.of("pool-secret", secret), Path.of("none", "secrets.properties")),
                timings,
                recorder,
                (pool, partner) -> CaptureRights.Right.READ,
                recorder,
                time -> {});
    }

    @BeforeEach
    void register() {
        register(pool.port());
        known.partners().changed(new PartnerConfigured(Samples.partner(CAPTURE), 1));
    }

    private void register(int port) {
        Link link = new Link("component", "127.0.0.1", port, port, null, "pool-secret");
        known.pools()
                .changed(new PoolRegistered(
                        NEW, null, List.of(Domain.parse("example.test")), false, link, null, false, 1));
    }

    @AfterEach
    void stop() throws InterruptedException, IOException {
        recorder.settleAll();
        links.close();
        pool.close();
    }

    private void startOpen() {
        links.start();
        awaitOpen(INJECTION);
        awaitOpen(CAPTURE);
    }

    private void awaitOpen(String component) {
        await().until(() -> pool.isConnected(component)
                && links.statuses().stream()
                        .anyMatch(each -> each.name().name().equals(component) && each.state() == State.OPEN));
    }

    private LinkStatus status(String component) {
        return links.statuses().stream()
                .filter(each -> each.name().name().equals(component))
                .findFirst()
                .orElseThrow();
    }

    private void registerHooked() {
        Link link = new Link("hook", "127.0.0.1", pool.port(), null, null, "pool-secret");
        known.pools()
                .changed(new PoolRegistered(
                        NEW, null, List.of(Domain.parse("example.test")), false, link, null, false, 2));
    }

    private String awaitHello(int count) {
        await().until(() -> hellos().size() >= count);
        return hellos().get(count - 1).xml();
    }

    private List<ComponentServer.Got> hellos() {
        return pool.received().stream()
                .filter(each -> each.xml().contains("<hello "))
                .toList();
    }

    private void answerHello(int count, String queue) throws IOException {
        String id = new ComponentServer.Got("", awaitHello(count)).attribute("id");
        pool.send(
                INJECTION,
                "<iq type='result' id='" + id + "' from='example.test' to='" + INJECTION
                        + "'><hello xmlns='urn:rehome:hook:1' server='test' queue='" + queue + "'/></iq>");
    }

    private void handOver(long seq, String to) throws IOException {
        pool.send(
                INJECTION,
                "<message from='example.test' to='" + INJECTION + "'><handover xmlns='urn:rehome:hook:1' seq='" + seq
                        + "'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client'"
                        + " from='alice@example.test/a' to='" + to + "'><body>" + seq
                        + "</body></message></forwarded></handover></message>");
    }

    private void awaitAck(String queue, long h) {
        await().until(() -> pool.received().stream()
                .anyMatch(each -> each.xml().contains("queue='" + queue + "' h='" + h + "'")
                        && each.xml().contains("<ack ")));
    }

    @Test
    @DisplayName("to a pool with a hook are open when it has answered hello, and have no capture streams")
    void hookHello() throws IOException {
        registerHooked();
        links.start();
        assertThat(awaitHello(1)).contains("captures='all'").doesNotContain("queue=");
        assertThat(links.isOpen(NEW)).isFalse();
        assertThat(status(INJECTION).reason()).contains("pool's hook");
        answerHello(1, "q1");
        await().until(() -> links.isOpen(NEW));
        assertThat(links.statuses()).hasSize(1);
        assertThat(links.down(Samples.partner(CAPTURE))).isEmpty();
    }

    @Test
    @DisplayName("to a pool without the hook's module are down, and say so")
    void hookMissing() throws IOException {
        registerHooked();
        links.start();
        String id = new ComponentServer.Got("", awaitHello(1)).attribute("id");
        pool.send(
                INJECTION,
                "<iq type='error' id='" + id + "' from='example.test' to='" + INJECTION + "'><error type='cancel'>"
                        + "<service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");
        awaitDown(INJECTION, "has no hook");
        assertThat(links.isOpen(NEW)).isFalse();
    }

    @Test
    @DisplayName("acknowledge what is handed over when it is durable; after a reconnect nothing comes twice")
    void hookAcknowledges() throws IOException {
        registerHooked();
        links.start();
        answerHello(1, "q1");
        recorder.settles = false;
        handOver(1, "bob@partner.test");
        handOver(2, "carol@example.test");
        await().until(() -> recorder.captured.size() == 2);
        assertThat(pool.received()).noneMatch(each -> each.xml().contains("<ack "));
        recorder.settleAll();
        awaitAck("q1", 2);
        pool.cut(INJECTION);
        assertThat(awaitHello(2)).contains("queue='q1' h='2'");
        answerHello(2, "q1");
        handOver(2, "carol@example.test");
        handOver(3, "bob@partner.test");
        awaitAck("q1", 3);
        assertThat(recorder.captured).hasSize(3);
        assertThat(recorder.captured.getLast())
                .startsWith("new/hook/" + INJECTION)
                .contains("<body>3</body>");
    }

    @Test
    @DisplayName("end when a hand-over is missing, and all is handed over again")
    void hookGap() throws IOException {
        registerHooked();
        links.start();
        answerHello(1, "q1");
        handOver(1, "bob@partner.test");
        awaitAck("q1", 1);
        handOver(3, "bob@partner.test");
        assertThat(awaitHello(2)).contains("queue='q1' h='1'");
        assertThat(recorder.captured).hasSize(1);
    }

    private void awaitDown(String component, String reason) {
        await().until(() -> links.statuses().stream()
                .anyMatch(each -> each.name().name().equals(component)
                        && each.state() != State.OPEN
                        && each.reason() != null
                        && each.reason().contains(reason)));
    }

    private TestBatch send(String... stanzas) {
        TestBatch batch = TestBatch.of(stanzas);
        links.stream(NEW).ifPresentOrElse(stream -> stream.send(batch), () -> batch.notSent("no stream"));
        return batch;
    }

    private String deliver(String... stanzas) {
        return send(stanzas).outcome();
    }

    private static String message(int i) {
        return "<message from='bob@partner.test/pc' to='alice@example.test' id='" + i + "'><body>" + i
                + "</body></message>";
    }

    private static String toPartner(int i) {
        return "<message from='alice@example.test/desk' to='bob@partner.test' id='" + i + "'><body>" + i
                + "</body></message>";
    }

    @Test
    @DisplayName("XEP-0114 §3: both kinds of stream shake hands and are open")
    void open() {
        startOpen();

        assertThat(links.isOpen(NEW)).isTrue();
        assertThat(links.down(Samples.partner(CAPTURE))).isEmpty();
        assertThat(recorder.told).containsExactlyInAnyOrder("opened new", "capture opened new partner.test");
        assertThat(links.statuses()).extracting(LinkStatus::stream).containsExactly("injection", "capture");
        assertThat(links.statuses()).extracting(LinkStatus::reason).containsOnlyNulls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"host-unknown", "conflict", "invalid-namespace"})
    @DisplayName("XEP-0114 §3: a refusal is the state's reason, and the link goes on trying")
    void refusal(String condition) {
        pool.refuse(CAPTURE, condition);
        links.start();
        awaitDown(CAPTURE, condition);
        assertThat(links.down(Samples.partner(CAPTURE))).containsExactly("capture of partner.test on pool new");

        pool.admit(CAPTURE);
        awaitOpen(CAPTURE);
    }

    @Test
    @DisplayName("XEP-0114 §3: a wrong secret is told as not-authorized, without the secret")
    void wrongSecret() {
        links = links("wrong-secret");
        links.start();
        awaitDown(INJECTION, "not-authorized");

        assertThat(links.statuses().toString()).doesNotContain("wrong-secret");
        assertThat(links.isOpen(NEW)).isFalse();
    }

    @Test
    @DisplayName("a secret that nobody knows is told by its name, and no connection is made for it")
    void unknownSecret() {
        Link link = new Link("component", "127.0.0.1", pool.port(), pool.port(), null, "another");
        known.pools()
                .changed(new PoolRegistered(
                        NEW, null, List.of(Domain.parse("example.test")), false, link, null, false, 2));
        links.start();

        awaitDown(INJECTION, "secret \"another\" is unknown");
        assertThat(pool.accepted()).isZero();
    }

    @Test
    @DisplayName("a pool that is not there is told as refused, and found when it comes")
    void poolComesLater() throws IOException {
        pool.stop();
        links.start();
        awaitDown(INJECTION, "127.0.0.1:" + pool.port() + ": Connection refused");
        assertThat(links.down(Samples.partner(CAPTURE)))
                .containsExactly("injection to pool new", "capture of partner.test on pool new");

        pool.start();
        awaitOpen(INJECTION);
        awaitOpen(CAPTURE);
    }

    @Test
    @DisplayName("a host name that does not resolve is told")
    void unresolvedHost() {
        Link link = new Link("component", "pool.invalid", 5347, 5347, null, "pool-secret");
        known.pools()
                .changed(new PoolRegistered(
                        NEW, null, List.of(Domain.parse("example.test")), false, link, null, false, 2));
        links.start();

        awaitDown(INJECTION, "pool.invalid:5347: ");
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER", "ANSWER_WITH_ERROR", "ANSWER_ON_CAPTURE"})
    @DisplayName("XEP-0199, RFC 6120 §10.1: a batch is confirmed by whatever answer to the ping that follows it")
    void barrier(Pings how) {
        startOpen();
        pool.pings(how);

        assertThat(deliver(message(1), message(2), message(3))).isEqualTo("confirmed");

        List<Got> received = pool.received();
        assertThat(received).hasSize(4);
        assertThat(received.subList(0, 3)).extracting(Got::xml).containsExactly(message(1), message(2), message(3));
        Got ping = received.get(3);
        assertThat(ping.attribute("to")).isEqualTo("example.test");
        assertThat(ping.attribute("from")).isEqualTo(INJECTION);
        assertThat(ping.attribute("id")).matches("rehome-[0-9a-f]{24}");
    }

    @Test
    @DisplayName("B12: the content namespace of a stanza and its children becomes that of component streams; what is"
            + " inside other namespaces stays (RFC 6120 §4.8.3)")
    void rescoped() {
        startOpen();
        deliver("<message xmlns='jabber:server' from='bob@partner.test' to='a@example.test'><x xmlns='jabber:server'/>"
                + "<f xmlns='urn:f'><x xmlns='jabber:server'/></f></message>");

        assertThat(pool.received().getFirst().xml())
                .isEqualTo(
                        "<message xmlns='jabber:component:accept' from='bob@partner.test' to='a@example.test'>"
                                + "<x xmlns='jabber:component:accept'/><f xmlns='urn:f'><x xmlns='jabber:server'/></f></message>");
    }

    @ParameterizedTest
    @EnumSource(names = {"IGNORE", "ANSWER_FROM_ELSEWHERE"})
    @DisplayName("an unanswered barrier closes the stream and leaves its batch uncertain; only the pinged may answer")
    void unanswered(Pings how) {
        startOpen();
        pool.pings(how);

        assertThat(deliver(message(1))).isEqualTo("uncertain: barrier unanswered for PT1S");
        await().until(() -> recorder.told.contains("lost new"));

        pool.pings(Pings.ANSWER);
        awaitOpen(INJECTION);
        assertThat(deliver(message(1))).isEqualTo("confirmed");
        assertThat(pool.receivedFor("alice@example.test")).hasSize(2);
    }

    @Test
    @DisplayName("a stream that is cut while a barrier waits leaves its batch uncertain at once")
    void cutWhileWaiting() throws IOException {
        startOpen();
        pool.pings(Pings.IGNORE);
        TestBatch pending = send(message(1));
        await().until(() -> pool.received().size() == 2);
        long begun = System.nanoTime();
        pool.cut(INJECTION);

        assertThat(pending.outcome()).startsWith("uncertain: ");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(QUICK.barrier());
    }

    @Test
    @DisplayName("a pool that takes nothing any more is treated as one that is down")
    void takesNothing() {
        startOpen();
        pool.reading(false);
        String large = "<message from='bob@partner.test' to='alice@example.test'><body>" + "x".repeat(200_000)
                + "</body></message>";
        String[] batch = new String[100];
        java.util.Arrays.fill(batch, large);

        assertThat(deliver(batch)).startsWith("uncertain: ").contains("takes nothing");
        pool.reading(true);
        awaitOpen(INJECTION);
    }

    @Test
    @DisplayName("nothing is sent while the stream is down, or the pool unknown")
    void notSent() {
        pool.refuse(INJECTION, "conflict");
        links.start();
        awaitDown(INJECTION, "conflict");

        assertThat(links.stream(NEW)).isEmpty();
        assertThat(links.stream(new PoolName("other"))).isEmpty();
    }

    @Test
    @DisplayName("what is sent on a stream that has ended is not sent, and nobody takes it for sent")
    void sentTooLate() throws IOException {
        startOpen();
        LaneStream old = links.stream(NEW).orElseThrow();
        pool.cut(INJECTION);
        await().until(() -> links.stream(NEW).filter(now -> now.equals(old)).isEmpty());
        TestBatch late = TestBatch.of(message(1));
        old.send(late);
        assertThat(late.outcome()).startsWith("not sent: ");
        assertThat(pool.receivedFor("alice@example.test")).isEmpty();
    }

    @Test
    @DisplayName("P4: a gateway that was frozen, and may have lost its partitions, writes nothing of them")
    void frozen() {
        startOpen();
        TestBatch stale = TestBatch.stale(message(1));
        links.stream(NEW).orElseThrow().send(stale);
        assertThat(stale.outcome()).startsWith("not sent: ");
        assertThat(deliver(message(2))).isEqualTo("confirmed");
        assertThat(pool.receivedFor("alice@example.test")).hasSize(1);
    }

    @Test
    @DisplayName("XEP-0199: what comes while pings are under way goes out together, and one ping confirms it")
    void batched() {
        startOpen();
        pool.pings(Pings.IGNORE);
        List<TestBatch> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            batches.add(send(message(i)));
            int pings = i + 1;
            await().until(() -> pool.received().size() == 2 * pings);
        }
        pool.pings(Pings.ANSWER);
        for (int i = 3; i < 50; i++) {
            batches.add(send(message(i)));
        }
        // the fourth ping leaves when an earlier one is given up with its stream, or answered: here the stream ends
        batches.subList(0, 3).forEach(batch -> assertThat(batch.outcome()).startsWith("uncertain: "));
        batches.subList(3, 50).forEach(batch -> assertThat(batch.outcome()).startsWith("not sent: "));
    }

    @Test
    @DisplayName("RFC 6120 §10.1: what a pool's users send to a partner is taken in order")
    @Spec(I4)
    void captured() throws IOException {
        startOpen();
        for (int i = 0; i < 100; i++) {
            pool.send(CAPTURE, toPartner(i));
        }
        await().until(() -> recorder.captured.size() == 100);

        for (int i = 0; i < 100; i++) {
            assertThat(recorder.captured.get(i)).isEqualTo("new/capture/partner.test " + toPartner(i));
        }
    }

    @Test
    @DisplayName("from must be in the pool's domains, to in the captured domain; nothing else is taken")
    void refusedStanzas() throws IOException {
        startOpen();
        pool.send(CAPTURE, "<message from='eve@elsewhere.test' to='bob@partner.test'/>");
        pool.send(CAPTURE, "<message from='alice@example.test' to='bob@other.test'/>");
        pool.send(CAPTURE, "<message from='alice@example.test'/>");
        pool.send(CAPTURE, "<message from='alice@@example.test' to='bob@partner.test'/>");
        pool.send(CAPTURE, "<other xmlns='urn:other'/>");
        pool.send(CAPTURE, "<message from='room@conference.example.test' to='bob@partner.test'/>");
        await().until(() -> recorder.captured.size() == 1);

        String stream = "new/capture/partner.test ";
        assertThat(recorder.refused)
                .containsExactly(
                        stream + "from-not-of-pool",
                        stream + "to-not-captured",
                        stream + "malformed",
                        stream + "malformed",
                        stream + "malformed");
        assertThat(status(CAPTURE).state()).isEqualTo(State.OPEN);
    }

    @Test
    @DisplayName("RFC 6120 §8.2.3: an iq without an id is answered with bad-request")
    @Spec(I3)
    void badRequest() throws IOException {
        startOpen();
        pool.send(CAPTURE, "<iq type='get' from='alice@example.test/desk' to='bob@partner.test'><a xmlns='b'/></iq>");

        await().until(() -> !pool.received().isEmpty());
        assertThat(pool.received().getFirst().component()).isEqualTo(CAPTURE);
        assertThat(pool.received().getFirst().xml()).contains("type='error'", "<bad-request ");
    }

    @Test
    @DisplayName("at most 64 KiB of a stream are read and not yet durable")
    void backPressure() throws Exception {
        startOpen();
        recorder.settles = false;
        String stanza = "<message from='alice@example.test' to='bob@partner.test'><body>" + "x".repeat(1000)
                + "</body></message>";
        int count = 3_000;
        Thread sender = Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    pool.send(CAPTURE, stanza);
                }
            } catch (IOException e) {
                recorder.refused.add("sender failed " + e);
            }
        });
        int fits = Inflow.LIMIT / stanza.length();
        await().until(() -> recorder.captured.size() >= fits - 10);
        // it stays there: what is taken does not grow while nothing becomes durable
        await().during(Duration.ofMillis(300)).until(() -> recorder.captured.size() <= fits);

        recorder.settleAll();
        sender.join();
        await().until(() -> {
            recorder.settleAll();
            return recorder.captured.size() == count;
        });
        assertThat(recorder.refused).isEmpty();
    }

    @Test
    @DisplayName("a stanza that is not accepted closes its stream before anything later is taken")
    void notAccepted() throws IOException {
        links = links("secret-1", SLOW);
        startOpen();
        recorder.failure = new IOException("no broker");
        pool.send(CAPTURE, toPartner(1));
        awaitDown(CAPTURE, "not accepted: no broker");

        recorder.failure = null;
        awaitOpen(CAPTURE);
    }

    @Test
    @DisplayName("an error of our own closes the stream, not the link")
    void bug() throws IOException {
        links = links("secret-1", SLOW);
        startOpen();
        pool.send(CAPTURE, "<message from='alice@example.test' to='bug@partner.test'/>");
        awaitDown(CAPTURE, "internal error: a bug");
        awaitOpen(CAPTURE);
        pool.send(CAPTURE, toPartner(1));
        await().until(() -> recorder.captured.size() == 1);
    }

    @Test
    @DisplayName("one pool that cannot be linked does not stop the others")
    void badPool() {
        Link link = new Link("component", "127.0.0.1", 70_000, 1, null, "pool-secret");
        List<Domain> domains = List.of(Domain.parse("example.test"));
        known.pools().changed(new PoolRegistered(new PoolName("port"), null, domains, false, link, null, false, 1));
        Link named = new Link("component", "127.0.0.1", 1, 1, "a..b", "pool-secret");
        known.pools().changed(new PoolRegistered(new PoolName("name"), null, domains, false, named, null, false, 1));
        links.start();

        awaitOpen(INJECTION);
        await().until(() -> links.statuses().stream()
                .anyMatch(each -> each.pool().value().equals("port")
                        && each.reason() != null
                        && each.reason().contains("port out of range")));
        assertThat(links.statuses()).noneMatch(each -> each.pool().value().equals("name"));
    }

    @Test
    @DisplayName("what a server answers by itself is taken from the injection stream too")
    void serverAnswers() throws IOException {
        startOpen();
        String error = "<message type='error' from='nobody@example.test' to='bob@partner.test/pc' id='9'><error"
                + " type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>";
        pool.send(INJECTION, error);
        pool.send(INJECTION, "<message from='alice@example.test' to='x@unknown.test'/>");
        pool.send(INJECTION, "<iq type='get' id='7' from='alice@example.test/desk' to='" + INJECTION + "'/>");
        await().until(() -> pool.received().size() == 1);

        assertThat(recorder.captured).containsExactly("new/injection/" + INJECTION + " " + error);
        assertThat(recorder.refused)
                .containsExactly(
                        "new/injection/" + INJECTION + " to-no-partner",
                        "new/injection/" + INJECTION + " to-the-gateway");
        assertThat(pool.received().getFirst().xml()).contains("id='7'", "<service-unavailable ");
    }

    @Test
    @DisplayName("streams follow what is known: partners come and go, a pool moves, a pool is removed")
    void reconciled() throws IOException {
        startOpen();
        known.partners()
                .changed(new PartnerConfigured(Samples.partner(CAPTURE, PartnerType.Federated, "more.test"), 2));
        links.changed();
        awaitOpen("more.test");

        known.partners().changed(new PartnerConfigured(Samples.partner(CAPTURE), 3));
        links.changed();
        await().until(() -> !pool.isConnected("more.test") && links.statuses().size() == 2);
        assertThat(pool.accepted()).as("the others stayed as they were").isEqualTo(3);

        try (ComponentServer other = new ComponentServer("example.test", "secret-1")) {
            register(other.port());
            links.changed();
            await().until(() -> other.isConnected(INJECTION) && other.isConnected(CAPTURE));
            assertThat(pool.isConnected(INJECTION)).isFalse();

            known.pools().removed("pool/new");
            links.changed();
            await().until(() -> recorder.told.contains("removed new"));
            assertThat(links.statuses()).isEmpty();
            await().until(() -> !other.isConnected(INJECTION));
        }
    }

    @Test
    @DisplayName("RFC 6120 §4.4: after our closing tag what the pool still sends is taken")
    void takesAfterClosing() throws Exception {
        startOpen();
        pool.closesOnRequest(false);
        Thread closing = Thread.ofVirtual().start(() -> {
            try {
                links.closeCaptures();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        // the server has not closed its side yet
        for (int i = 0; i < 50; i++) {
            pool.send(CAPTURE, toPartner(i));
        }
        await().until(() -> recorder.captured.size() == 50);
        pool.send(CAPTURE, "</stream:stream>");

        assertThat(closing.join(Duration.ofSeconds(5))).isTrue();
        assertThat(links.statuses()).extracting(LinkStatus::stream).containsExactly("injection");
    }

    @Test
    @DisplayName("a pool that does not close its side is cut off")
    void serverNeverCloses() throws InterruptedException {
        startOpen();
        pool.closesOnRequest(false);
        long begun = System.nanoTime();
        links.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        await().until(() -> !pool.isConnected(INJECTION) && !pool.isConnected(CAPTURE));
    }

    @Test
    @DisplayName("a stream that breaks the rules is closed with the error, and opened again")
    void brokenStream() throws IOException {
        links = links("secret-1", SLOW);
        startOpen();
        pool.send(CAPTURE, "<!-- no comment -->");
        awaitDown(CAPTURE, "restricted-xml");
        awaitOpen(CAPTURE);

        pool.send(
                CAPTURE,
                "<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text"
                        + " xmlns='urn:ietf:params:xml:ns:xmpp-streams'>back soon</text></stream:error></stream:stream>");
        awaitDown(CAPTURE, "system-shutdown (back soon)");
        awaitOpen(CAPTURE);
    }
}
