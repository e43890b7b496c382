package org.rehome.lab.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;
import org.rehome.lab.server.Inbox;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Element;

@DisplayName("A simulated legacy gateway")
final class SimulatedLegacyGatewayTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final String GATEWAY = "gw-0.example.test";
    private static final String ALICE = "alice@example.test";
    private static final String JULIET = "juliet@partner.test";
    private static final String HOOK = "urn:rehome:hook:1";

    private final StaticNextHops table = new StaticNextHops();
    private final List<AutoCloseable> running = new ArrayList<>();
    private final SimulatedLegacyGateway legacy = SimulatedLegacyGateway.start(
            SimulatedPool.named("legacy").domain("example.test").user(ALICE).injection(GATEWAY, "s1"),
            server("example.test").authentication(Authentication.EITHER));
    private final Inbox alice = Inbox.of(legacy.pool(), ALICE);

    SimulatedLegacyGatewayTest() throws IOException {
        table.set("example.test", legacy.federation().address());
        running.add(legacy);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    private PartnerBuilder server(String domain) {
        return SimulatedPartner.of(domain)
                .identity(AUTHORITY.identity(domain))
                .trust(AUTHORITY.certificate())
                .nextHops(table);
    }

    private SimulatedPartner partner(Authentication authentication) throws IOException {
        SimulatedPartner partner = server("partner.test")
                .user(JULIET)
                .authentication(authentication)
                .start();
        running.add(partner);
        table.set("partner.test", partner.address());
        return partner;
    }

    private TestComponent gateway() throws IOException {
        TestComponent gateway = TestComponent.connect(legacy.pool(), GATEWAY, "s1");
        ask(gateway, "<hello xmlns='" + HOOK + "' captures='listed'/>");
        return gateway;
    }

    private static Element ask(TestComponent gateway, String request) throws IOException {
        gateway.send("<iq type='set' id='q' from='" + GATEWAY + "' to='example.test'>" + request + "</iq>");
        Stanza answer = gateway.receive();
        assertThat(answer.type()).isEqualTo("result");
        return answer.element().elements().getFirst();
    }

    private static String handedOver(TestComponent gateway) throws IOException {
        Element handover = gateway.receive().element().child(HOOK, "handover").orElseThrow();
        Element stanza = handover.elements().getFirst().elements().getFirst();
        return stanza.child("jabber:client", "body").orElseThrow().text();
    }

    @ParameterizedTest
    @EnumSource(
            value = Authentication.class,
            names = {"EXTERNAL", "DIALBACK"})
    @DisplayName("federates for its users with partners of either kind")
    void federates(Authentication authentication) throws Exception {
        SimulatedPartner partner = partner(authentication);
        Inbox juliet = Inbox.of(partner, JULIET);
        legacy.pool().send(ALICE, Stanza.message(JULIET, "1", "out"));
        partner.send(JULIET, Stanza.message(ALICE, "2", "in"));
        assertThat(juliet.await(1, SOON)).extracting(Stanza::body).containsExactly("out");
        assertThat(alice.await(1, SOON)).extracting(Stanza::body).containsExactly("in");
    }

    @Test
    @DisplayName("tells its users of partners that cannot be reached")
    void returns() throws Exception {
        legacy.pool().send(ALICE, Stanza.message("x@nowhere.test", "1", "out"));
        assertThat(alice.await(1, SOON).getFirst().condition()).contains("remote-server-not-found");
    }

    @Test
    @DisplayName("hands over what arrives for users who live elsewhere, and sends for them")
    void servesUsersElsewhere() throws Exception {
        SimulatedPartner partner = partner(Authentication.EXTERNAL);
        Inbox juliet = Inbox.of(partner, JULIET);
        TestComponent gateway = gateway();
        ask(gateway, "<away xmlns='" + HOOK + "'><user jid='" + ALICE + "' epoch='2'/></away>");
        partner.send(JULIET, Stanza.message(ALICE, "1", "in"));
        assertThat(handedOver(gateway)).isEqualTo("in");

        gateway.send("<message from='" + GATEWAY + "' to='example.test'><send xmlns='" + HOOK
                + "'><forwarded xmlns='urn:xmpp:forward:0'><message xmlns='jabber:client' from='" + ALICE + "/new' to='"
                + JULIET + "' id='2'><body>out</body></message></forwarded></send></message>");
        assertThat(juliet.await(1, SOON)).extracting(Stanza::body).containsExactly("out");
        assertThat(alice.stanzas()).isEmpty();
    }

    @Test
    @DisplayName("closes its streams with a partner when asked, and loses nothing by that")
    void closesStreams() throws Exception {
        SimulatedPartner partner = partner(Authentication.EXTERNAL);
        TestComponent gateway = gateway();
        partner.send(JULIET, Stanza.message(ALICE, "1", "first"));
        alice.await(1, SOON);
        String request = "<close-streams xmlns='" + HOOK + "' domain='partner.test'/>";
        assertThat(ask(gateway, request).attribute("closed")).contains("1");
        await().until(() -> legacy.federation().streams().isEmpty());
        partner.send(JULIET, Stanza.message(ALICE, "2", "second"));
        assertThat(alice.await(2, SOON)).extracting(Stanza::body).containsExactly("first", "second");
        await().until(() -> legacy.federation().streams().size() == 1);
    }
}
