package org.rehome.gateway.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.gateway.pool.ClientServer.attribute;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.gateway.link.Secrets;
import org.rehome.gateway.pool.ClientServer;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

@Timeout(value = 90, unit = SECONDS)
@DisplayName("A test user's round trips")
class RoundTripsTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final String PASSWORD = "not for others";
    private static final String JULIA = "julia@partner.test";
    private static final String SEEN = "<item jid='" + JULIA + "' subscription='both'/>";
    private static final String UNAVAILABLE_SERVICE =
            "<error type='cancel'><service-unavailable" + " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

    private final Path folder;
    private @Nullable ClientServer pool;
    private String roster = "";

    RoundTripsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @AfterEach
    void stop() throws IOException {
        if (pool != null) {
            pool.close();
        }
    }

    private ClientServer pool(@Nullable LabIdentity identity) throws IOException {
        ClientServer started = new ClientServer("example.test", PASSWORD, identity);
        started.answers(this::plainly);
        pool = started;
        return started;
    }

    private Secrets secrets(Map<String, String> secrets) {
        return new Secrets(secrets, folder.resolve("secrets.properties"));
    }

    private TestUser alice(int port, ClientTls tls, Optional<Path> authorities) {
        return new TestUser(
                new PoolName("new"), Jid.parse("alice@example.test"), "127.0.0.1", port, "alice", tls, authorities);
    }

    private List<ProbeStep> walk(TestUser user, String password) throws InterruptedException {
        return new RoundTrips(secrets(Map.of("alice", password)), LIMIT).walk(user, Jid.parse(JULIA));
    }

    private List<ProbeStep> walk() throws Exception {
        return walk(alice(pool(null).port(), ClientTls.NONE, Optional.empty()), PASSWORD);
    }

    private static ProbeStep step(List<ProbeStep> steps, String name) {
        assertThat(steps).extracting(ProbeStep::step).containsExactly("login", "message", "presence");
        return steps.stream()
                .filter(each -> each.step().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void assertStep(List<ProbeStep> steps, String name, ProbeOutcome outcome, String reason) {
        assertThat(step(steps, name).reason()).as("%s", steps).isEqualTo(reason);
        assertThat(step(steps, name).outcome()).isEqualTo(outcome);
        if (outcome == ProbeOutcome.Failed || outcome == ProbeOutcome.Warning) {
            assertThat(step(steps, name).advice()).isNotBlank();
        }
    }

    private void assertNotLoggedIn(List<ProbeStep> steps, String reason) {
        assertStep(steps, "login", ProbeOutcome.Failed, reason);
        assertStep(steps, "message", ProbeOutcome.NotTried, "not-reached");
        assertStep(steps, "presence", ProbeOutcome.NotTried, "not-reached");
        assertThat(steps.toString()).doesNotContain(PASSWORD);
        await().until(() -> pool == null || !pool.isInUse());
    }

    /// What every server does.
    private String plainly(String stanza) {
        if (stanza.contains("jabber:iq:roster")) {
            return "<iq type='result' id='" + attribute(stanza, "id") + "'><query xmlns='jabber:iq:roster'>" + roster
                    + "</query></iq>";
        }
        return "";
    }

    private String contact(String stanza, String message, String presence) {
        if (stanza.startsWith("<message")) {
            return message.formatted(attribute(stanza, "id"));
        }
        return stanza.startsWith("<presence") ? presence : plainly(stanza);
    }

    private static String from(String kind, String more, String content) {
        return "<" + kind + " from='" + JULIA + "/phone' to='alice@example.test/test' " + more + ">" + content + "</"
                + kind + ">";
    }

    private static final String RECEIPT = from("message", "id='r1'", "<received xmlns='urn:xmpp:receipts' id='%s'/>");

    @Test
    @DisplayName("pass when a receipt and the contact's presence come back")
    void pass() throws Exception {
        roster = SEEN;
        ClientServer server = pool(null);
        server.answers(stanza -> contact(stanza, RECEIPT, from("presence", "", "")));
        List<ProbeStep> steps = walk(alice(server.port(), ClientTls.NONE, Optional.empty()), PASSWORD);

        assertThat(steps).as("%s", steps).extracting(ProbeStep::outcome).containsOnly(ProbeOutcome.Passed);
        assertThat(step(steps, "login").detail()).contains("in plain text");
        assertThat(step(steps, "message").detail()).isEqualTo("a receipt of " + JULIA + "/phone");
        assertThat(step(steps, "presence").detail()).isEqualTo(JULIA + "/phone is available");
        String message = server.received().stream()
                .filter(each -> each.startsWith("<message"))
                .findFirst()
                .orElseThrow();
        assertThat(message)
                .contains("This is a test whether messages get through")
                .contains("urn:xmpp:receipts")
                .contains("no-store");
        await().untilAsserted(() -> assertThat(server.isInUse()).isFalse());
    }

    @Test
    @DisplayName("pass with a contact that repeats what it is told")
    void echo() throws Exception {
        roster = SEEN;
        ClientServer server = pool(null);
        server.answers(stanza -> stanza.startsWith("<message")
                ? from("message", "", stanza.substring(stanza.indexOf("<body>"), stanza.indexOf("</body>") + 7))
                : contact(stanza, "", from("presence", "", "")));
        List<ProbeStep> steps = walk(alice(server.port(), ClientTls.NONE, Optional.empty()), PASSWORD);
        assertThat(step(steps, "message").detail()).isEqualTo("repeated by " + JULIA + "/phone");
    }

    @Test
    @DisplayName("tell the condition of a message that comes back, and that nobody shows the user presence")
    void returned() throws Exception {
        ClientServer server = pool(null);
        server.answers(stanza -> contact(
                stanza,
                "<message from='" + JULIA + "' type='error' id='%s'>" + UNAVAILABLE_SERVICE + "</message>",
                ""));
        List<ProbeStep> steps = walk(alice(server.port(), ClientTls.NONE, Optional.empty()), PASSWORD);
        assertStep(steps, "message", ProbeOutcome.Failed, "returned");
        assertThat(step(steps, "message").detail()).isEqualTo("service-unavailable");
        assertStep(steps, "presence", ProbeOutcome.Warning, "no-subscription");
    }

    @Test
    @DisplayName("that are not answered have a reason each")
    void silence() throws Exception {
        roster = SEEN;
        List<ProbeStep> steps = walk();
        assertStep(steps, "login", ProbeOutcome.Passed, "ok");
        assertStep(steps, "message", ProbeOutcome.Failed, "receipt-unanswered");
        assertStep(steps, "presence", ProbeOutcome.Failed, "presence-unanswered");
    }

    @Test
    @DisplayName("end where the pool refuses the password")
    void wrongPassword() throws Exception {
        List<ProbeStep> steps = walk(alice(pool(null).port(), ClientTls.NONE, Optional.empty()), "another");
        assertNotLoggedIn(steps, "login-refused");
        assertThat(step(steps, "login").detail()).isEqualTo("not-authorized");
    }

    @Test
    @DisplayName("need the password, and say where it is looked for")
    void noPassword() throws Exception {
        TestUser user = alice(1, ClientTls.NONE, Optional.empty());
        List<ProbeStep> steps = new RoundTrips(secrets(Map.of())).walk(user, Jid.parse(JULIA));
        assertNotLoggedIn(steps, "password-absent");
        assertThat(step(steps, "login").detail()).contains("rehome.gateway.secrets.\"alice\"");
    }

    @Test
    @DisplayName("need a server that answers")
    void noServer() throws Exception {
        int free;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = silent.getLocalPort();
            assertNotLoggedIn(walk(alice(free, ClientTls.NONE, Optional.empty()), PASSWORD), "no-answer");
        }
        assertNotLoggedIn(walk(alice(free, ClientTls.NONE, Optional.empty()), PASSWORD), "pool-unreachable");
    }

    @Test
    @DisplayName("want TLS, unless a setting says otherwise")
    void noTls() throws Exception {
        assertNotLoggedIn(
                walk(alice(pool(null).port(), ClientTls.VERIFIED, Optional.empty()), PASSWORD), "tls-refused");
    }

    @Test
    @DisplayName("trust a pool whose certificate an authority of the settings has issued for the domain")
    void trusted() throws Exception {
        int port = pool(AUTHORITY.identity("example.test")).port();
        List<ProbeStep> steps = walk(alice(port, ClientTls.VERIFIED, Optional.of(authorities())), PASSWORD);
        assertStep(steps, "login", ProbeOutcome.Passed, "ok");
        assertThat(step(steps, "login").detail()).contains("by TLS");
    }

    @Test
    @DisplayName("trust no pool with a certificate of an unknown authority, but where a setting says so")
    void unknownAuthority() throws Exception {
        int port = pool(AUTHORITY.identity("example.test")).port();
        assertNotLoggedIn(walk(alice(port, ClientTls.VERIFIED, Optional.empty()), PASSWORD), "tls-failed");
        List<ProbeStep> steps = walk(alice(port, ClientTls.UNVERIFIED, Optional.empty()), PASSWORD);
        assertStep(steps, "login", ProbeOutcome.Passed, "ok");
    }

    @Test
    @DisplayName("trust no pool with a certificate for another domain")
    void otherName() throws Exception {
        int port = pool(AUTHORITY.identity("elsewhere.test")).port();
        assertNotLoggedIn(walk(alice(port, ClientTls.VERIFIED, Optional.of(authorities())), PASSWORD), "tls-failed");
    }

    private Path authorities() throws IOException {
        return Files.writeString(folder.resolve("authorities.pem"), AUTHORITY.pem());
    }
}
