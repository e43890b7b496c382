package org.rehome.edge.socket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C5;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeProposal;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.edge.negotiation.World;
import org.rehome.edge.partner.DomainPair;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.partner.Authentication;
import org.rehome.lab.partner.Encryption;
import org.rehome.lab.partner.PartnerBuilder;
import org.rehome.lab.partner.SimulatedPartner;
import org.rehome.lab.partner.StaticNextHops;

/// The way to a partner, walked where it is open and where it is closed: each closed door has its own reason.
@Timeout(value = 90, unit = SECONDS)
class ProbeTest {
    private static final LabAuthority AUTHORITY = LabAuthority.create("Test CA");
    private static final Domain LOCAL = Domain.parse("example.test");
    private static final Domain PARTNER = Domain.parse("partner.test");
    private static final Partner EXTERNAL =
            World.partner("partner.test", Negotiation.Required, Negotiation.Required, true);
    private static final Partner EITHER =
            World.partner("partner.test", Negotiation.Required, Negotiation.Optional, true);

    private final StaticNextHops hops = new StaticNextHops();
    private final List<AutoCloseable> running = new ArrayList<>();
    private TestEdge edge;

    @BeforeEach
    void start() throws Exception {
        edge = new TestEdge(new World().local("example.test"))
                .credential("example.test", AUTHORITY.identity("example.test"))
                .trust(AUTHORITY.certificate())
                .establishment(Duration.ofSeconds(5))
                .start();
        running.add(edge);
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port()));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : running) {
            each.close();
        }
    }

    private static LabIdentity expired() {
        return AUTHORITY.issue().dns("partner.test").expired().issue();
    }

    private static PartnerBuilder partner(LabIdentity identity) {
        return SimulatedPartner.of("partner.test")
                .identity(identity)
                .trust(AUTHORITY.certificate())
                .timeout(Duration.ofSeconds(5));
    }

    private void run(PartnerBuilder builder) throws Exception {
        SimulatedPartner started = builder.nextHops(hops).start();
        running.add(started);
        resolves(started.port());
    }

    private void resolves(int port) throws IOException {
        edge.dns
                .add("_xmpp-server._tcp.partner.test. 60 IN SRV 10 0 " + port + " host.partner.test.")
                .add("host.partner.test. 60 IN A 127.0.0.1");
    }

    /// Our own domain is found at the edge, as after a cut-over.
    private void weResolve() throws IOException {
        edge.dns
                .add("_xmpp-server._tcp.example.test. 60 IN SRV 10 0 " + edge.port() + " edge1.example.test.")
                .add("edge1.example.test. 60 IN A 127.0.0.1");
    }

    private Prober.Found probe() throws Exception {
        return edge.endpoint()
                .prober()
                .probe(
                        new DomainPair(LOCAL, PARTNER),
                        edge.world.partners.find(PARTNER).orElseThrow(),
                        target -> target.port() == edge.port());
    }

    private static Map<String, String> reasons(Prober.Found found) {
        return found.steps().all().stream().collect(Collectors.toMap(ProbeStep::step, ProbeStep::reason));
    }

    private static ProbeStep failed(Prober.Found found) {
        assertThat(found.steps().outcome()).as("%s", found.steps().all()).isEqualTo(ProbeOutcome.Failed);
        ProbeStep step = found.steps().all().stream()
                .filter(each -> each.outcome() == ProbeOutcome.Failed)
                .findFirst()
                .orElseThrow();
        assertThat(step.advice()).isNotBlank();
        return step;
    }

    @Test
    @Spec(C5)
    void a_partner_that_is_found_by_direct_tls_is_walked_to_by_it() throws Exception {
        edge.world.enabled(EXTERNAL);
        weResolve();
        TestEdge other = new TestEdge(new World().local("partner.test").enabled("example.test"))
                .credential("partner.test", AUTHORITY.identity("partner.test"))
                .trust(AUTHORITY.certificate())
                .start();
        running.add(other);
        edge.dns
                .add("_xmpps-server._tcp.partner.test. 60 IN SRV 1 0 " + other.bindDirect() + " host.partner.test.")
                .add("host.partner.test. 60 IN A 127.0.0.1");
        assertThat(reasons(probe()))
                .containsEntry("encryption", "ok")
                .containsEntry("identity", "ok")
                .containsEntry("authentication", "ok");
    }

    @Test
    void a_healthy_partner_is_walked_to_and_back() throws Exception {
        edge.world.enabled(EITHER);
        weResolve();
        run(partner(AUTHORITY.identity("partner.test")).authentication(Authentication.EITHER));
        Prober.Found found = probe();
        assertThat(found.steps().all()).extracting(ProbeStep::outcome).containsOnly(ProbeOutcome.Passed);
        assertThat(found.steps().all())
                .extracting(ProbeStep::step)
                .containsExactly(
                        "certificate",
                        "resolution",
                        "connection",
                        "stream",
                        "encryption",
                        "identity",
                        "authentication",
                        "dialback",
                        "authority",
                        "ping");
        assertThat(found.steps().reason()).isEqualTo("ok");
        assertThat(found.proposal()).isEqualTo(new ProbeProposal(Negotiation.Required, Negotiation.Required, false));
    }

    @Test
    void a_partner_that_is_not_enabled_yet_is_walked_to_and_the_ping_left_for_later() throws Exception {
        edge.world.returned(EXTERNAL);
        run(partner(AUTHORITY.identity("partner.test")));
        Prober.Found found = probe();
        assertThat(found.steps().outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(reasons(found)).containsEntry("authentication", "ok").containsEntry("ping", "ping-later");
    }

    @Test
    void a_key_that_nobody_can_verify_before_the_partner_is_enabled_is_a_warning() throws Exception {
        edge.world.returned(World.partner("partner.test", Negotiation.Required, Negotiation.NotSupported, true));
        weResolve();
        run(partner(AUTHORITY.identity("partner.test")).authentication(Authentication.DIALBACK));
        Prober.Found found = probe();
        assertThat(found.steps().outcome()).as("%s", found.steps().all()).isEqualTo(ProbeOutcome.Warning);
        assertThat(reasons(found)).containsEntry("identity", "ok").containsKey("authentication");
    }

    @Test
    void an_answer_that_goes_where_DNS_leads_is_a_warning_until_the_cut_over() throws Exception {
        edge.world.enabled(EXTERNAL);
        hops.set("example.test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        run(partner(AUTHORITY.identity("partner.test")));
        Prober.Found found = probe();
        assertThat(found.steps().outcome()).isEqualTo(ProbeOutcome.Warning);
        assertThat(found.steps().reason()).isEqualTo("ping-elsewhere");
    }

    @Test
    void an_expired_certificate_has_its_own_reason() throws Exception {
        edge.world.enabled(EXTERNAL);
        run(partner(expired()).authentication(Authentication.EITHER));
        Prober.Found found = probe();
        assertThat(failed(found).step()).isEqualTo("identity");
        assertThat(failed(found).reason()).isEqualTo("certificate-expired");
        assertThat(found.proposal())
                .as("this edge does not admit it for dialback either, so it cannot have our key verified")
                .isNull();
    }

    @Test
    void where_dialback_is_allowed_an_expired_certificate_is_a_warning() throws Exception {
        edge.world.enabled(EITHER);
        weResolve();
        run(partner(expired()).authentication(Authentication.EITHER));
        Prober.Found found = probe();
        assertThat(found.steps().outcome()).isEqualTo(ProbeOutcome.Warning);
        assertThat(reasons(found))
                .containsEntry("identity", "certificate-expired")
                .containsEntry("authentication", "ok")
                .containsEntry("ping", "ok");
    }

    @Test
    void a_certificate_for_another_name_has_its_own_reason() throws Exception {
        edge.world.enabled(EXTERNAL);
        run(partner(AUTHORITY.identity("other.test")));
        assertThat(failed(probe()).reason()).isEqualTo("certificate-wrong-name");
    }

    @Test
    void a_certificate_of_an_unknown_authority_has_its_own_reason() throws Exception {
        edge.world.enabled(EXTERNAL);
        run(partner(LabAuthority.create("Somebody else").identity("partner.test")));
        assertThat(failed(probe()).reason()).isEqualTo("certificate-unknown-authority");
    }

    @Test
    void a_partner_that_refuses_TLS_has_its_own_reason_and_plain_dialback_is_proposed() throws Exception {
        edge.world.enabled(EXTERNAL);
        run(SimulatedPartner.of("partner.test")
                .timeout(Duration.ofSeconds(5))
                .authentication(Authentication.DIALBACK)
                .encryption(Encryption.NOT_SUPPORTED));
        Prober.Found found = probe();
        assertThat(failed(found).step()).isEqualTo("encryption");
        assertThat(failed(found).reason()).isEqualTo("tls-refused");
        assertThat(found.proposal()).isEqualTo(new ProbeProposal(Negotiation.Optional, Negotiation.Optional, true));
    }

    @Test
    void a_domain_that_does_not_resolve_has_its_own_reason() throws Exception {
        edge.world.enabled(EXTERNAL);
        Prober.Found found = probe();
        assertThat(failed(found).reason()).isEqualTo("domain-not-found");
        assertThat(found.proposal()).isNull();
    }

    @Test
    void a_partner_that_never_answers_has_its_own_reason() throws Exception {
        edge.world.enabled(EXTERNAL);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            resolves(silent.getLocalPort());
            assertThat(failed(probe()).reason()).isEqualTo("no-answer");
        }
    }

    @Test
    void a_port_where_nothing_listens_has_its_own_reason() throws Exception {
        edge.world.enabled(EXTERNAL);
        try (ServerSocket gone = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            resolves(gone.getLocalPort());
        }
        assertThat(failed(probe()).reason()).isEqualTo("connection-refused");
    }

    @Test
    void without_a_certificate_of_our_own_nothing_is_tried() throws Exception {
        edge.world.enabled(EXTERNAL);
        edge.credentials.clear();
        Prober.Found found = probe();
        assertThat(failed(found).reason()).isEqualTo("no-own-certificate");
        assertThat(found.steps().all()).hasSize(1);
    }
}
