package org.rehome.lab.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.lab.RawStream;
import org.rehome.lab.pool.SimulatedPool.Answers;
import org.rehome.lab.pool.SimulatedPool.Conflict;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.server.StreamLog;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;

final class SimulatedPoolTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ALICE = "alice@example.test";

    private final PoolBuilder builder = SimulatedPool.named("test")
            .domain("example.test")
            .user(ALICE)
            .account("bob@example.test")
            .injection("gw.example.test", "s1")
            .capture("partner.test", "s2");
    private SimulatedPool pool = builder.start();

    SimulatedPoolTest() throws IOException {}

    @AfterEach
    void stop() {
        pool.close();
    }

    private void replacePool(PoolBuilder other) throws IOException {
        pool.close();
        pool = other.start();
    }

    private TestComponent gateway() throws IOException {
        return TestComponent.connect(pool, "gw.example.test", "s1");
    }

    private TestComponent capture() throws IOException {
        return TestComponent.connect(pool, "partner.test", "s2");
    }

    @Test
    @DisplayName("XEP-0114 §3, L2: the handshake is the lower-case hex SHA-1 of stream id and secret")
    void handshakeVector() {
        assertThat(Handshake.of("3BF96D32", "secret")).isEqualTo("b09ea9b3b7f586be8a08d0a3dd7466f110aeb136");
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("XEP-0114 §3, L1: a wrong namespace, an unknown name and a missing name each get their error")
    @ValueSource(
            strings = {
                "jabber:client|gw.example.test|invalid-namespace",
                "jabber:component:accept|other.test|host-unknown",
                "jabber:component:accept|example.test|conflict"
            })
    void refusesHeaders(String refusal) throws Exception {
        String[] parts = refusal.split("\\|", -1);
        try (RawStream stream = RawStream.connect(pool.port())) {
            stream.send(TestComponent.header(parts[1]).replace("jabber:component:accept", parts[0]));
            stream.header();
            assertThat(stream.streamError()).isEqualTo(parts[2]);
        }
    }

    @Test
    @DisplayName("XEP-0114 §3, L2: a wrong secret gets not-authorized, and the stream is closed")
    void refusesWrongSecret() throws Exception {
        try (RawStream stream = RawStream.connect(pool.port())) {
            stream.send(TestComponent.header("gw.example.test"));
            String id = stream.header().attribute("id").orElseThrow();
            stream.send("<handshake>" + Handshake.of(id, "wrong") + "</handshake>");
            assertThat(stream.streamError()).isEqualTo("not-authorized");
        }
        assertThat(pool.connected()).isEmpty();
    }

    @Test
    @DisplayName("a stanza before the handshake gets not-authorized and goes nowhere")
    void refusesStanzaBeforeHandshake() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        try (RawStream stream = RawStream.connect(pool.port())) {
            stream.send(TestComponent.header("gw.example.test"));
            stream.header();
            stream.send("<message from='x@partner.test' to='" + ALICE + "'/>");
            assertThat(stream.streamError()).isEqualTo("not-authorized");
        }
        assertThat(inbox.stanzas()).isEmpty();
    }

    @Test
    @DisplayName("XEP-0114 §3, L1: a second component of one name gets conflict, and the first goes on")
    void refusesSecond() throws Exception {
        try (TestComponent first = gateway()) {
            try (RawStream second = RawStream.connect(pool.port())) {
                second.send(TestComponent.header("gw.example.test"));
                second.header();
                assertThat(second.streamError()).isEqualTo("conflict");
            }
            first.send(Stanza.ping("example.test", "p1").from("gw.example.test"));
            assertThat(first.receive().type()).isEqualTo("result");
        }
    }

    @Test
    @DisplayName("with kick_old the old component gets conflict, after what was queued for it")
    void kicksOld() throws Exception {
        replacePool(builder.conflict(Conflict.KICK_OLD));
        try (TestComponent old = capture()) {
            for (int i = 0; i < 20; i++) {
                pool.send(ALICE, Stanza.message("bob@partner.test", "m" + i, "x"));
            }
            try (TestComponent fresh = capture()) {
                for (int i = 0; i < 20; i++) {
                    assertThat(old.receive().id()).isEqualTo("m" + i);
                }
                assertThat(old.stream().streamError()).isEqualTo("conflict");
                pool.send(ALICE, Stanza.message("bob@partner.test", "m20", "x"));
                assertThat(fresh.receive().id()).isEqualTo("m20");
            }
        }
    }

    @Test
    @DisplayName("XEP-0114 §3, L3: a capture component may not send in the name of another domain")
    void captureSendsOnlyAsItself() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent capture = capture()) {
            capture.send(Stanza.message(ALICE, "m1", "mine").from("bob@partner.test"));
            assertThat(inbox.await(1, SOON).getFirst().body()).isEqualTo("mine");
            capture.send(Stanza.message(ALICE, "m2", "not mine").from("bob@other.test"));
            assertThat(capture.stream().streamError()).isEqualTo("invalid-from");
        }
        assertThat(inbox.stanzas()).hasSize(1);
    }

    @ParameterizedTest
    @DisplayName("XEP-0114 §3, L3: a stanza without both addresses closes the stream")
    @ValueSource(strings = {"<message to='alice@example.test'/>", "<message from='a@partner.test'/>"})
    void addressesAreMandatory(String stanza) throws Exception {
        try (TestComponent gateway = gateway()) {
            gateway.send(stanza);
            assertThat(gateway.stream().streamError()).isEqualTo("improper-addressing");
        }
    }

    @Test
    @DisplayName("an injection component delivers in anybody's name, in order, while that domain is captured")
    void injects() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent capture = capture();
                TestComponent gateway = gateway()) {
            for (int i = 0; i < 2_000; i++) {
                gateway.send(Stanza.message(ALICE + (i % 2 == 0 ? "" : "/lab"), "m" + i, "x")
                        .from("bob@partner.test/r"));
            }
            List<Stanza> stanzas = inbox.await(2_000, SOON);
            for (int i = 0; i < 2_000; i++) {
                assertThat(stanzas.get(i).id()).isEqualTo("m" + i);
            }
            assertThat(pool.connected()).containsExactly("gw.example.test", "partner.test");
            assertThat(capture).isNotNull();
        }
    }

    @Test
    @DisplayName("RFC 6120 §10.1: the answer to a ping of the domain shows that all before it was delivered")
    void pingBarrier() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent gateway = gateway()) {
            for (int round = 1; round <= 50; round++) {
                for (int i = 0; i < 20; i++) {
                    gateway.send(Stanza.message(ALICE, "m", "x").from("bob@partner.test"));
                }
                gateway.send(Stanza.ping("example.test", "ping" + round).from("gw.example.test"));
                Stanza answer = gateway.receive();
                assertThat(answer.id()).isEqualTo("ping" + round);
                assertThat(answer.type()).isEqualTo("result");
                assertThat(inbox.stanzas()).hasSize(20 * round);
            }
        }
    }

    @ParameterizedTest
    @DisplayName("the server's own answers come back as Prosody or as ejabberd send them")
    @EnumSource(Answers.class)
    void answersOfTheServer(Answers where) throws Exception {
        replacePool(builder.answers(where));
        try (TestComponent capture = capture();
                TestComponent gateway = gateway()) {
            gateway.send(Stanza.message("nobody@example.test", "m1", "x").from("bob@partner.test"));
            TestComponent answered =
                    switch (where) {
                        case ON_INJECTION -> gateway;
                        case ON_CAPTURE -> capture;
                    };
            Stanza error = answered.receive();
            assertThat(error.condition()).contains("service-unavailable");
            assertThat(error.id()).isEqualTo("m1");
            assertThat(error.element().attribute("to")).contains("bob@partner.test");
            assertThat(error.element().attribute("from")).contains("nobody@example.test");
        }
    }

    @Test
    @DisplayName("RFC 6120 §10.5.3: requests to unknown users, sessions and payloads get service-unavailable")
    void refusesRequests() throws Exception {
        try (TestComponent gateway = gateway()) {
            for (String to : List.of("nobody@example.test", ALICE + "/other", "bob@example.test/lab")) {
                gateway.send(Stanza.ping(to, "p").from("bob@partner.test"));
                assertThat(gateway.receive().condition()).as(to).contains("service-unavailable");
            }
            Element unknown = Element.of("urn:unknown", "query");
            gateway.send(Stanza.get("example.test", "q", unknown).from("bob@partner.test"));
            assertThat(gateway.receive().condition()).contains("service-unavailable");
        }
    }

    @Test
    @DisplayName("RFC 6120 §8.3.1, I5: errors and results are never answered with an error")
    void neverAnswersErrors() throws Exception {
        try (TestComponent gateway = gateway()) {
            gateway.send("<message type='error' id='e' from='bob@partner.test' to='nobody@example.test'/>");
            gateway.send("<iq type='result' id='r' from='bob@partner.test' to='nobody@example.test'/>");
            gateway.send("<presence from='bob@partner.test' to='nobody@example.test'/>");
            gateway.send(Stanza.ping("example.test", "last").from("gw.example.test"));
            assertThat(gateway.receive().id()).isEqualTo("last");
        }
    }

    @Test
    @DisplayName("the server answers service discovery; a session answers a ping itself, on the capture stream")
    void answersDiscoveryAndPings() throws Exception {
        try (TestComponent capture = capture();
                TestComponent gateway = gateway()) {
            Element query = Element.of(Namespaces.DISCO_INFO, "query");
            gateway.send(Stanza.get("example.test", "d", query).from("bob@partner.test/r"));
            Element info = gateway.receive()
                    .element()
                    .child(Namespaces.DISCO_INFO, "query")
                    .orElseThrow();
            assertThat(info.elements())
                    .contains(Element.of(Namespaces.DISCO_INFO, "feature").with("var", Namespaces.PING));
            gateway.send(Stanza.ping(ALICE + "/lab", "p").from("bob@partner.test/r"));
            Stanza answer = capture.receive();
            assertThat(answer.type()).isEqualTo("result");
            assertThat(answer.element().attribute("from")).contains(ALICE + "/lab");
        }
    }

    @Test
    @DisplayName("what a user sends to a captured domain reaches its component, from her full address, in order")
    void captures() throws Exception {
        try (TestComponent capture = capture()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(pool.send(ALICE, Stanza.message("bob@partner.test", "m" + i, "<&>")))
                        .isTrue();
            }
            for (int i = 0; i < 1_000; i++) {
                Stanza stanza = capture.receive();
                assertThat(stanza.id()).isEqualTo("m" + i);
                assertThat(stanza.body()).isEqualTo("<&>");
                assertThat(stanza.element().attribute("from")).contains(ALICE + "/lab");
            }
            pool.send(ALICE, Stanza.presence("bob@partner.test", "s", "subscribe"));
            assertThat(capture.receive().type()).isEqualTo("subscribe");
        }
    }

    @Test
    @DisplayName("without the capture component the sender gets remote-server-timeout")
    void returnsWithoutCapture() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        pool.send(ALICE, Stanza.message("bob@partner.test", "m1", "x"));
        Stanza error = inbox.await(1, SOON).getFirst();
        assertThat(error.id()).isEqualTo("m1");
        assertThat(error.condition()).contains("remote-server-timeout");
    }

    @Test
    @DisplayName("a user without a session sends nothing; her messages are stored, in order, until she has one")
    void storesForUsersWithoutSession() throws Exception {
        Inbox inbox = Inbox.of(pool, "bob@example.test");
        assertThat(pool.send("bob@example.test", Stanza.message("x@partner.test", "m", "x")))
                .isFalse();
        try (TestComponent gateway = gateway()) {
            for (int i = 0; i < 10; i++) {
                gateway.send(Stanza.message("bob@example.test", "m" + i, "x").from("c@partner.test"));
            }
            gateway.send(Stanza.ping("example.test", "p").from("gw.example.test"));
            gateway.receive();
            assertThat(inbox.stanzas()).isEmpty();
            assertThat(pool.stored("bob@example.test")).isEqualTo(10);
            List<Long> taken = new CopyOnWriteArrayList<>();
            pool.listen(received -> taken.add(received.at()));
            long login = System.nanoTime();
            pool.login("bob@example.test");
            assertThat(taken).hasSize(10).allMatch(at -> at - login < 0);
            assertThat(inbox.stanzas())
                    .extracting(Stanza::id)
                    .containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9");
            pool.logout("bob@example.test");
            assertThat(pool.present("bob@example.test")).isFalse();
        }
    }

    @Test
    @DisplayName("RFC 6120 §4.4, A8: stopping writes what is queued and takes what comes until the component closes")
    void stopsGracefully() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent gateway = gateway();
                TestComponent capture = capture()) {
            for (int i = 0; i < 500; i++) {
                pool.send(ALICE, Stanza.message("bob@partner.test", "m" + i, "x"));
            }
            Thread stopping = Thread.ofVirtual().start(() -> {
                try {
                    pool.stop();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < 500; i++) {
                assertThat(capture.receive().id()).isEqualTo("m" + i);
            }
            assertThat(capture.stream().next()).isInstanceOf(XmlEvent.Closed.class);
            capture.send("</stream:stream>");
            assertThat(gateway.stream().next()).isInstanceOf(XmlEvent.Closed.class);
            for (int i = 0; i < 100; i++) {
                gateway.send(Stanza.message(ALICE, "late" + i, "x").from("bob@partner.test"));
            }
            gateway.send("</stream:stream>");
            stopping.join();
            assertThat(inbox.stanzas()).hasSize(100);
        }
        assertThat(pool.present(ALICE)).isFalse();
        assertThatThrownBy(this::gateway).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("a pool that was away is found again on the same port, with its users and what it had stored")
    void comesBack() throws Exception {
        int port = pool.port();
        try (TestComponent gateway = gateway()) {
            pool.cut();
            assertThat(gateway.stream().closed()).isFalse();
        }
        assertThat(pool.send(ALICE, Stanza.message("bob@partner.test", "m", "x")))
                .isFalse();
        pool.start();
        assertThat(pool.port()).isEqualTo(port);
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent gateway = gateway()) {
            gateway.send(Stanza.message(ALICE, "m1", "x").from("bob@partner.test"));
            inbox.await(1, SOON);
        }
    }

    @Test
    @DisplayName("a reset breaks a stream within a stanza; whoever follows knows what was written to it, and its end")
    void resets() throws Exception {
        Queue<String> log = new ConcurrentLinkedQueue<>();
        pool.follow(new StreamLog() {
            @Override
            public void writing(String stream, List<Stanza> stanzas) {
                stanzas.forEach(stanza -> log.add(stream + " " + stanza.id()));
            }

            @Override
            public void ended(String stream) {
                log.add(stream + " ended");
            }
        });
        try (TestComponent capture = capture()) {
            pool.send(ALICE, Stanza.message("bob@partner.test", "m1", "x"));
            assertThat(capture.receive().id()).isEqualTo("m1");
            pool.reset();
            assertThatThrownBy(capture::receive).isInstanceOf(IOException.class);
        }
        await().until(() -> log.size() == 2);
        String stream = pool.name() + "/partner.test/1";
        assertThat(log).containsExactly(stream + " m1", stream + " ended");
        captures();
    }

    @Test
    @DisplayName("a pool that stands still reads nothing, and then everything")
    void standsStill() throws Exception {
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent gateway = gateway()) {
            pool.stall(Duration.ofMinutes(5));
            gateway.send(Stanza.message(ALICE, "m1", "x").from("bob@partner.test"));
            await().during(Duration.ofMillis(200)).until(() -> inbox.stanzas().isEmpty());
            pool.stall(Duration.ZERO);
            inbox.await(1, SOON);
        }
    }

    @Test
    @DisplayName("a component that breaks the rules of XML loses its stream")
    void refusesRestrictedXml() throws Exception {
        try (TestComponent gateway = gateway()) {
            gateway.send("<!-- hidden -->");
            assertThat(gateway.stream().streamError()).isEqualTo("restricted-xml");
        }
        await().until(() -> pool.connected().isEmpty());
    }

    @Test
    @DisplayName("with one secret for all, names below the pool's domain are injections, others captures")
    void anyComponent() throws Exception {
        replacePool(
                SimulatedPool.named("any").domain("example.test").user(ALICE).anyComponent("s"));
        Inbox inbox = Inbox.of(pool, ALICE);
        try (TestComponent injection = TestComponent.connect(pool, "gateway-1.example.test", "s");
                TestComponent capture = TestComponent.connect(pool, "partner9.test", "s")) {
            injection.send(Stanza.message(ALICE, "m", "x").from("bob@anywhere.test"));
            inbox.await(1, SOON);
            capture.send(Stanza.message(ALICE, "m", "x").from("bob@anywhere.test"));
            assertThat(capture.stream().streamError()).isEqualTo("invalid-from");
        }
    }

    @Test
    @DisplayName("the tap sees what a component wrote, letter by letter")
    void taps() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        replacePool(builder.tap((peer, xml) -> seen.add(peer + " " + xml)));
        try (TestComponent gateway = gateway()) {
            String odd = "<message  to=\"alice@example.test\" from='b@c.test' ><body>&#65;</body></message >";
            gateway.send(odd);
            await().until(() -> seen.contains("gw.example.test " + odd));
        }
    }

    @Test
    @DisplayName("a port in use is named in the error")
    void portInUse() {
        assertThatThrownBy(() -> SimulatedPool.named("second")
                        .domain("a.test")
                        .port(pool.port())
                        .start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("second")
                .hasMessageContaining(String.valueOf(pool.port()));
    }
}
