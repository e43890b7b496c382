package org.rehome.edge.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.D7;

import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.trust.Association;
import org.rehome.edge.trust.SecuredServer;

/// What a resolver that validates DNSSEC says of a partner's servers (RFC 7673 §3).
@Spec(D7)
final class SecuredServersTest {
    private static final String SRV = "_xmpp-server._tcp.partner.test.";
    private static final String TLSA = "_5269._tcp.a.test.";

    private TestDns dns;
    private PartnerResolver resolver;

    @BeforeEach
    void start() throws IOException {
        dns = new TestDns()
                .validating()
                .add(SRV + " 60 IN SRV 10 0 5269 a.test.")
                .add("a.test. 60 IN A 127.0.0.1")
                .add(TLSA + " 60 IN TLSA 3 1 1 00FF");
        resolver = PartnerResolver.validating(dns.address(), new Random(1));
    }

    @AfterEach
    void stop() {
        dns.close();
    }

    private Resolution resolve() throws Exception {
        return resolver.resolve(Domain.parse("partner.test"), null).get(10, TimeUnit.SECONDS);
    }

    private Optional<SecuredServer> secured() throws Exception {
        Target target = ((Resolution.Found) resolve()).targets().getFirst();
        return target.secured(target.addresses().getFirst());
    }

    @Test
    @DisplayName("where every answer is secure, the server's name and its TLSA records count")
    void secure() throws Exception {
        assertThat(secured()).hasValueSatisfying(server -> {
            assertThat(server.host()).isEqualTo("a.test");
            assertThat(server.associations()).containsExactly(new Association(3, 1, 1, "00ff"));
        });
    }

    @Test
    @DisplayName("without TLSA records the server's name counts alone")
    void noTlsa() throws Exception {
        dns.remove(TLSA);
        assertThat(secured())
                .hasValueSatisfying(server -> assertThat(server.associations()).isEmpty());
    }

    @ParameterizedTest
    @DisplayName(
            "where the SRV or the address answer is not secure, nothing counts, and nobody asks for more than needed")
    @ValueSource(strings = {SRV, "a.test."})
    void insecure(String name) throws Exception {
        dns.insecure(name);
        assertThat(secured()).isEmpty();
    }

    @Test
    @DisplayName("TLSA records are not asked for where the SRV answer is not secure")
    void notAsked() throws Exception {
        dns.insecure(SRV);
        assertThat(secured()).isEmpty();
        assertThat(dns.queries(TLSA)).isZero();
    }

    @Test
    @DisplayName("TLSA records that are not secure are as if they were not there")
    void insecureTlsa() throws Exception {
        dns.insecure(TLSA);
        assertThat(secured())
                .hasValueSatisfying(server -> assertThat(server.associations()).isEmpty());
    }

    @Test
    @DisplayName("a server whose TLSA records are bogus is not used, the next one is")
    void bogusTlsa() throws Exception {
        dns.fail(TLSA);
        assertThat(resolve()).isInstanceOf(Resolution.Unanswered.class);
        dns.add(SRV + " 60 IN SRV 20 0 5270 b.test.").add("b.test. 60 IN A 127.0.0.2");
        resolver.forget(Domain.parse("partner.test"), java.util.List.of());
        assertThat(((Resolution.Found) resolve()).targets())
                .extracting(Target::host)
                .containsExactly("b.test");
    }

    @ParameterizedTest
    @DisplayName("J3: a bogus SRV or address answer ends the search")
    @ValueSource(strings = {SRV, "a.test."})
    void bogus(String name) throws Exception {
        dns.fail(name);
        assertThat(resolve()).isInstanceOf(Resolution.Unanswered.class);
    }

    @Test
    @DisplayName("without SRV records, which is secure too, the TLSA records of the domain's own port count")
    void itself() throws Exception {
        dns.remove(SRV);
        dns.add("partner.test. 60 IN A 127.0.0.1").add("_5269._tcp.partner.test. 60 IN TLSA 3 0 2 0A");
        assertThat(secured()).hasValueSatisfying(server -> assertThat(server.associations())
                .containsExactly(new Association(3, 0, 2, "0a")));
    }

    @Test
    @DisplayName("answers are kept for their TTL, also that there is nothing")
    void kept() throws Exception {
        secured();
        secured();
        assertThat(dns.queries(SRV)).isEqualTo(1);
        assertThat(dns.queries("_xmpps-server._tcp.partner.test.")).isEqualTo(1);
        assertThat(dns.queries(TLSA)).isEqualTo(1);
    }

    @Test
    @DisplayName("a static next hop is nothing that the partner's zone has named")
    void nextHop() throws Exception {
        Resolution.Found found = (Resolution.Found)
                resolver.resolve(Domain.parse("partner.test"), "a.test").get(10, TimeUnit.SECONDS);
        Target target = found.targets().getFirst();
        assertThat(target.secured(target.addresses().getFirst())).isEmpty();
    }
}
