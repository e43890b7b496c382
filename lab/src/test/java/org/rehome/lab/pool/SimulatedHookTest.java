package org.rehome.lab.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;

@DisplayName("A simulated pool's hook")
final class SimulatedHookTest {
    private static final String GATEWAY = "gw-0.example.test";
    private static final String ALICE = "alice@example.test";
    private static final String BOB = "bob@example.test";

    private final List<Stanza> federated = new CopyOnWriteArrayList<>();
    private final SimulatedPool pool = SimulatedPool.named("test")
            .domain("example.test")
            .user(ALICE)
            .user(BOB)
            .injection(GATEWAY, "s1")
            .capture("partner.test", "s2")
            .hook()
            .start();
    private final TestComponent gateway = TestComponent.connect(pool, GATEWAY, "s1");

    SimulatedHookTest() throws IOException {
        pool.hook().federation(federated::add);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private Element ask(String type, String request) throws IOException {
        gateway.send("<iq type='" + type + "' id='q' from='" + GATEWAY + "' to='example.test'>"
                + request.replaceFirst("(/?>)", " xmlns='urn:rehome:hook:1'$1") + "</iq>");
        Stanza answer = gateway.receive();
        assertThat(answer.id()).isEqualTo("q");
        return answer.element();
    }

    private Element granted(String request) throws IOException {
        Element answer = ask("set", request);
        assertThat(answer.attribute("type")).contains("result");
        return answer.elements().getFirst();
    }

    private String refused(String type, String request) throws IOException {
        return new Stanza(ask(type, request)).condition().orElseThrow();
    }

    private void message(String payload) throws IOException {
        gateway.send("<message from='" + GATEWAY + "' to='example.test'>"
                + payload.replaceFirst("(/?>)", " xmlns='urn:rehome:hook:1'$1") + "</message>");
    }

    private Element handover() throws IOException {
        return gateway.receive()
                .element()
                .child("urn:rehome:hook:1", "handover")
                .orElseThrow();
    }

    private static Element inner(Element handover) {
        return handover.elements().getFirst().elements().getFirst();
    }

    @Test
    @DisplayName(
            "federates by itself before the first hello, then hands over what is captured, until it is acknowledged")
    void handsOver() throws IOException {
        pool.send(ALICE, Stanza.message("x@partner.test", "1", "before"));
        assertThat(federated).extracting(Stanza::body).containsExactly("before");

        String queue = granted("<hello captures='all'/>").attribute("queue").orElseThrow();
        pool.send(ALICE, Stanza.message("x@partner.test", "2", "after"));
        Element handover = handover();
        assertThat(handover.attribute("seq")).contains("1");
        assertThat(inner(handover).namespace()).isEqualTo("jabber:client");
        assertThat(inner(handover).attribute("from")).contains(ALICE + "/lab");
        assertThat(federated).hasSize(1);
        message("<ack queue='" + queue + "' h='1'/>");
        await().until(() -> pool.hook().held() == 0);
    }

    @Test
    @DisplayName("captures listed domains by epochs, and releases them")
    void lists() throws IOException {
        granted("<hello captures='listed'/>");
        assertThat(granted("<capture domain='partner.test' epoch='7'/>").name()).isEqualTo("capture");
        assertThat(granted("<release domain='partner.test' epoch='7'/>").name()).isEqualTo("capture");
        assertThat(granted("<release domain='partner.test' epoch='6'/>").attribute("epoch"))
                .contains("7");
        pool.send(ALICE, Stanza.message("x@other.test", "1", "own"));
        assertThat(federated).hasSize(1);
        assertThat(pool.hook().captured()).containsExactly("partner.test");
        assertThat(granted("<release domain='partner.test' epoch='8'/>").name()).isEqualTo("release");
        pool.send(ALICE, Stanza.message("x@partner.test", "2", "own"));
        assertThat(federated).hasSize(2);
        assertThat(refused("set", "<capture domain='example.test' epoch='1'/>")).isEqualTo("bad-request");
        assertThat(refused("set", "<capture domain='partner.test' epoch='x'/>")).isEqualTo("bad-request");
    }

    @Test
    @DisplayName(
            "sends by the server's federation what a gateway asks for, whatever is captured, if the sender is ours")
    void sends() throws IOException {
        granted("<hello captures='all'/>");
        for (String from : List.of(ALICE, "x@stranger.test")) {
            message("<send><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" + from
                    + "' to='y@partner.test' id='s'><body>by send</body></message></forwarded></send>");
        }
        gateway.send(
                "<iq type='get' id='p' from='" + GATEWAY + "' to='example.test'><ping xmlns='urn:xmpp:ping'/></iq>");
        assertThat(gateway.receive().type()).isEqualTo("result");
        assertThat(federated).extracting(Stanza::body).containsExactly("by send");
        assertThat(federated.getFirst().from().orElseThrow().toString()).isEqualTo(ALICE);
    }

    @Test
    @DisplayName("hands over what is for a user who is away, refuses her logins, and delivers when she is home")
    void away() throws IOException {
        granted("<hello captures='all'/>");
        Inbox inbox = Inbox.of(pool, ALICE);
        Element state = granted("<away><user jid='" + ALICE + "' epoch='5'/></away>")
                .elements()
                .getFirst();
        assertThat(state.attribute("state")).contains("done");
        pool.login(ALICE);
        assertThat(pool.present(ALICE)).isFalse();
        pool.send(BOB, Stanza.message(ALICE, "1", "colleague"));
        assertThat(inner(handover()).attribute("to")).contains(ALICE);

        state = granted("<home><user jid='" + ALICE + "' epoch='5'/></home>")
                .elements()
                .getFirst();
        assertThat(state.attribute("state")).contains("stale");
        granted("<home><user jid='" + ALICE + "' epoch='6'/></home>");
        assertThat(pool.present(ALICE)).isTrue();
        pool.send(BOB, Stanza.message(ALICE, "2", "again here"));
        await().until(() -> inbox.stanzas().size() == 1);
        assertThat(refused("set", "<away><user jid='x@other.test' epoch='1'/></away>"))
                .isEqualTo("item-not-found");
        assertThat(refused("set", "<away/>")).isEqualTo("bad-request");
    }

    @Test
    @DisplayName("exports nothing of an account that has nothing, and only of a user who is away")
    void data() throws IOException {
        granted("<hello captures='all'/>");
        assertThat(refused("get", "<export user='" + ALICE + "' after='0'/>")).isEqualTo("not-allowed");
        assertThat(refused("get", "<export user='no@example.test' after='0'/>")).isEqualTo("item-not-found");
        granted("<away><user jid='" + ALICE + "' epoch='5'/></away>");
        assertThat(ask("get", "<export user='" + ALICE + "' after='0'/>")
                        .elements()
                        .getFirst()
                        .attribute("roster"))
                .contains("0");
    }

    @Test
    @DisplayName("asks contacts for their presence and tells them of hers, by their subscriptions alone")
    void presence() throws IOException {
        granted("<hello captures='all'/>");
        pool.hook().contact(ALICE, "both@partner.test", "both");
        pool.hook().contact(ALICE, "none@partner.test", "none");
        pool.hook().contact(ALICE, "from@other.test", "from");
        gateway.send("<iq type='set' id='q' from='" + GATEWAY + "' to='example.test'><repair xmlns='urn:rehome:hook:1'>"
                + "<user jid='" + ALICE + "'/><domain name='partner.test'/></repair></iq>");
        Element probe = inner(handover());
        assertThat(probe.attribute("type")).contains("probe");
        assertThat(probe.attribute("to")).contains("both@partner.test");
        Element hers = inner(handover());
        assertThat(hers.attribute("from")).contains(ALICE + "/lab");
        assertThat(hers.attribute("type")).isEmpty();
        Element state =
                gateway.receive().element().elements().getFirst().elements().getFirst();
        assertThat(state.attribute("asked")).contains("1");
        assertThat(state.attribute("told")).contains("1");

        gateway.send("<presence type='probe' from='none@partner.test' to='" + ALICE + "'/>");
        assertThat(inner(handover()).attribute("type")).contains("unsubscribed");
        assertThat(refused("set", "<repair/>")).isEqualTo("bad-request");
    }

    @Test
    @DisplayName("answers requests of others as what it does not know")
    void trustsGatewaysAlone() throws IOException {
        try (TestComponent other = TestComponent.connect(pool, "partner.test", "s2")) {
            other.send("<iq type='set' id='1' from='partner.test' to='example.test'>"
                    + "<hello xmlns='urn:rehome:hook:1' captures='all'/></iq>");
            pool.send(ALICE, Stanza.message("x@elsewhere.test", "1", "own"));
            await().until(() -> federated.size() == 2);
            assertThat(federated)
                    .anySatisfy(each -> assertThat(each.condition()).contains("service-unavailable"));
            assertThat(pool.hook().gateways()).isEmpty();
        }
    }
}
