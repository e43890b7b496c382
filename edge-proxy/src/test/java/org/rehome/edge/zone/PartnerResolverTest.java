package org.rehome.edge.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.C5;
import static org.rehome.conformance.Requirement.C6;
import static org.rehome.conformance.Requirement.C7;
import static org.rehome.conformance.Requirement.I6;
import static org.rehome.conformance.Requirement.K10;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;

final class PartnerResolverTest {
    private static final String SRV = "_xmpp-server._tcp.partner.test. 60 IN SRV ";
    private static final String DIRECT_SRV = "_xmpps-server._tcp.partner.test. 60 IN SRV ";

    private TestDns dns;
    private PartnerResolver resolver;

    @BeforeEach
    void start() throws IOException {
        dns = new TestDns();
        resolver = PartnerResolver.asking(dns.address(), new Random(1));
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Resolution resolve(String domain, @Nullable String nextHop) throws Exception {
        return resolver.resolve(Domain.parse(domain), nextHop).get(10, TimeUnit.SECONDS);
    }

    @Test
    @Spec(C6)
    @DisplayName("C6: SRV targets by priority, each with all its addresses, IPv6 first")
    void srv() throws Exception {
        dns.add(SRV + "20 0 5270 b.test.")
                .add(SRV + "10 0 5269 a.test.")
                .add("a.test. 60 IN A 127.0.0.1")
                .add("a.test. 60 IN A 127.0.0.2")
                .add("a.test. 60 IN AAAA ::1")
                .add("b.test. 60 IN A 127.0.0.3");
        assertThat(resolve("partner.test", null)).isInstanceOfSatisfying(Resolution.Found.class, found -> {
            assertThat(found.targets()).extracting(Target::port).containsExactly(5269, 5270);
            assertThat(found.targets().getFirst().addresses())
                    .extracting(address -> address.getHostAddress())
                    .satisfiesExactly(
                            six -> assertThat(six).isEqualTo("0:0:0:0:0:0:0:1"),
                            four -> assertThat(four).startsWith("127.0.0."),
                            four -> assertThat(four).startsWith("127.0.0."));
        });
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: _xmpps-server and _xmpp-server are mixed by priority, each target is of its own service")
    void direct() throws Exception {
        dns.add(SRV + "10 0 5269 a.test.")
                .add(DIRECT_SRV + "5 0 5270 a.test.")
                .add(DIRECT_SRV + "20 0 443 a.test.")
                .add("a.test. 60 IN A 127.0.0.1");
        assertThat(services("partner.test", true)).containsExactly("XMPPS 5270", "XMPP 5269", "XMPPS 443");
        assertThat(services("partner.test", false)).containsExactly("XMPP 5269");
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: of equal priority the weights decide, whichever the service")
    void directWeights() throws Exception {
        dns.add(SRV + "10 0 5269 a.test.")
                .add(DIRECT_SRV + "10 65535 5270 a.test.")
                .add("a.test. 60 IN A 127.0.0.1");
        for (int i = 0; i < 50; i++) {
            assertThat(services("partner.test", true)).first().isEqualTo("XMPPS 5270");
        }
    }

    @Test
    @Spec({C5, C6})
    @DisplayName("C5: a target of . says that this service is not offered; the other one is used")
    void oneService() throws Exception {
        dns.add(DIRECT_SRV + "0 0 0 .").add(SRV + "10 0 5269 a.test.").add("a.test. 60 IN A 127.0.0.1");
        assertThat(services("partner.test", true)).containsExactly("XMPP 5269");
        dns.add("_xmpps-server._tcp.other.test. 60 IN SRV 10 0 5270 a.test.")
                .add("_xmpp-server._tcp.other.test. 60 IN SRV 0 0 0 .");
        assertThat(services("other.test", true)).containsExactly("XMPPS 5270");
    }

    @Test
    @Spec({C5, C6})
    @DisplayName("C5: _xmpps-server . without _xmpp-server is no way to the domain's own address")
    void onlyNotOffered() throws Exception {
        dns.add(DIRECT_SRV + "0 0 0 .").add("partner.test. 60 IN A 127.0.0.9");
        assertThat(resolve("partner.test", null)).isInstanceOf(Resolution.NotFound.class);
        assertThat(dns.queries("partner.test.")).isZero();
    }

    @Test
    @Spec(C5)
    @DisplayName("C5: a look-up of one service that fails does not keep from the other; both do")
    void oneFails() throws Exception {
        dns.fail("_xmpps-server._tcp.partner.test.");
        dns.add(SRV + "10 0 5269 a.test.").add("a.test. 60 IN A 127.0.0.1");
        assertThat(services("partner.test", true)).containsExactly("XMPP 5269");
        dns.fail("_xmpps-server._tcp.broken.test.");
        dns.add("broken.test. 60 IN A 127.0.0.9");
        assertThat(resolve("broken.test", null)).isInstanceOf(Resolution.Unanswered.class);
    }

    private List<String> services(String domain, boolean tls) throws Exception {
        Resolution found = resolver.locate(Domain.parse(domain), null, tls).get(10, TimeUnit.SECONDS);
        return ((Resolution.Found) found)
                .targets().stream()
                        .map(each -> each.service() + " " + each.port())
                        .toList();
    }

    @Test
    @Spec(C6)
    @DisplayName("C6: without SRV the domain itself at 5269")
    void fallback() throws Exception {
        dns.add("partner.test. 60 IN A 127.0.0.9");
        assertThat(resolve("partner.test", null)).isInstanceOfSatisfying(Resolution.Found.class, found -> {
            assertThat(found.targets().getFirst().port()).isEqualTo(5269);
            assertThat(found.targets().getFirst().addresses().getFirst().getHostAddress())
                    .isEqualTo("127.0.0.9");
        });
    }

    @Test
    @Spec(C6)
    @DisplayName("C6: with SRV there is no fallback, even when no target has an address")
    void noFallback() throws Exception {
        dns.add(SRV + "10 0 5269 nowhere.test.").add("partner.test. 60 IN A 127.0.0.9");
        assertThat(resolve("partner.test", null)).isInstanceOf(Resolution.NotFound.class);
        assertThat(dns.queries("partner.test.")).isZero();
    }

    @Test
    @Spec(C6)
    @DisplayName("C6: the single target . says that there is no XMPP server")
    void noService() throws Exception {
        dns.add(SRV + "0 0 0 .").add("partner.test. 60 IN A 127.0.0.9");
        assertThat(resolve("partner.test", null))
                .isInstanceOfSatisfying(Resolution.NotFound.class, none -> assertThat(none.reason())
                        .contains("no XMPP server"));
    }

    @Test
    @DisplayName("I6: a domain that is not in the DNS is not found; a server that fails is another matter")
    @Spec(I6)
    void notFound() throws Exception {
        assertThat(resolve("nobody.test", null)).isInstanceOf(Resolution.NotFound.class);
        dns.fail("_xmpp-server._tcp.broken.test.");
        assertThat(resolve("broken.test", null)).isInstanceOf(Resolution.Unanswered.class);
    }

    @Test
    @Spec(K10)
    @DisplayName("K10: that there is nothing is forgotten within 5 s, although the zone says an hour")
    void negativeAnswers() throws Exception {
        assertThat(resolve("partner.test", null)).isInstanceOf(Resolution.NotFound.class);
        int asked = dns.queries("_xmpp-server._tcp.partner.test.");
        assertThat(resolve("partner.test", null)).isInstanceOf(Resolution.NotFound.class);
        assertThat(dns.queries("_xmpp-server._tcp.partner.test.")).isEqualTo(asked);
        dns.add(SRV + "10 0 5269 a.test.").add("a.test. 60 IN A 127.0.0.1");
        await().atMost(Duration.ofSeconds(8))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> resolve("partner.test", null) instanceof Resolution.Found);
    }

    @Test
    @DisplayName("answers are kept for their TTL, and forgotten when they led nowhere")
    void forget() throws Exception {
        dns.add(SRV + "10 0 5269 a.test.").add("a.test. 60 IN A 127.0.0.1");
        resolve("partner.test", null);
        dns.remove("_xmpp-server._tcp.partner.test.");
        dns.add(SRV + "10 0 5299 a.test.");
        assertThat(((Resolution.Found) resolve("partner.test", null))
                        .targets()
                        .getFirst()
                        .port())
                .isEqualTo(5269);
        resolver.forget(Domain.parse("partner.test"), List.of());
        assertThat(((Resolution.Found) resolve("partner.test", null))
                        .targets()
                        .getFirst()
                        .port())
                .isEqualTo(5299);
    }

    @ParameterizedTest
    @Spec(C6)
    @DisplayName("a static next hop replaces the DNS")
    @CsvSource({
        "127.0.0.1:7000, 127.0.0.1, 7000",
        "127.0.0.1, 127.0.0.1, 5269",
        "[::1]:7000, 0:0:0:0:0:0:0:1, 7000",
        "proxy.test:7000, 127.0.0.4, 7000",
    })
    void nextHop(String nextHop, String address, int port) throws Exception {
        dns.add("proxy.test. 60 IN A 127.0.0.4");
        Resolution.Found found = (Resolution.Found) resolve("partner.test", nextHop);
        assertThat(found.targets().getFirst().port()).isEqualTo(port);
        assertThat(found.targets().getFirst().addresses().getFirst().getHostAddress())
                .isEqualTo(address);
    }

    @Test
    @Spec(C7)
    @DisplayName("C7: a domain that is an address is connected to without SRV")
    void literal() throws Exception {
        assertThat(resolve("127.0.0.1", null)).isInstanceOf(Resolution.Found.class);
        assertThat(dns.queries("_xmpp-server._tcp.127.0.0.1.")).isZero();
    }

    @ParameterizedTest
    @DisplayName("what is no host and port is refused")
    @CsvSource({"''", "a:b", "a:0", "a:65536", "a b", "[::1"})
    void wrongNextHops(String text) {
        assertThatThrownBy(() -> NextHop.parse(text, 5269)).isInstanceOf(IllegalArgumentException.class);
    }
}
