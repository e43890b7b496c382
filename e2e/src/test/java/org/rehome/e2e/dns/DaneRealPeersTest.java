package org.rehome.e2e.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rehome.conformance.Requirement.D7;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rehome.conformance.Spec;
import org.rehome.e2e.Operator;
import org.rehome.e2e.peer.Authority;
import org.rehome.e2e.peer.Identity;
import org.rehome.e2e.peer.Peer;
import org.rehome.e2e.peer.Server;
import org.rehome.e2e.suite.LogsOfFailures;
import org.rehome.e2e.suite.Suite;

/// DANE with real servers: BIND signs the partner's zone, Unbound validates it, and Prosody shows a certificate that no
/// trusted authority has issued.
@ExtendWith(LogsOfFailures.class)
class DaneRealPeersTest {
    private static final String DOMAIN = "example.test";
    private static final String PARTNER = "partner.test";
    private static final String TLSA = "_5269._tcp.xmpp.partner.test";

    private final Suite suite = Suite.startSigned(ValidatingResolver.NAME + ":53", PARTNER);

    @AfterEach
    void remove() {
        suite.close();
    }

    @Test
    @Spec(D7)
    void a_certificate_of_no_trusted_authority_is_proven_by_a_signed_TLSA_record_and_refused_by_a_wrong_one()
            throws Exception {
        ValidatingResolver.start(suite, DOMAIN + " " + PARTNER, PARTNER);
        suite.up();
        Authority organisation = new Authority("organisation");
        Authority nobodys = new Authority("nobody knows it");
        Identity own = organisation.forBothSides(DOMAIN);
        Identity partners = nobodys.forBothSides(PARTNER);
        // no server is behind it: nobody sends anything
        suite.directory().put("/pools/new?force=true", """
                        {"domains": ["example.test"],
                         "link": {"kind": "component", "host": "nowhere", "injectionPort": 5347, "capturePort": 5347, "secret": "new"}}
                        """).ok();
        new Operator(suite, DOMAIN, PARTNER).certify(own, organisation.pem());
        Peer server = Peer.partner(
                suite, Server.PROSODY, "prosody", List.of("julia@" + PARTNER), partners, organisation.pem());
        Zones zones = new Zones(suite);
        zones.replace(
                PARTNER,
                "_xmpp-server._tcp.partner.test 1 SRV 10 0 5269 xmpp.partner.test.",
                "xmpp.partner.test 1 A " + server.address());
        suite.gateway().put("/partners/" + PARTNER, """
                        {"partnerType": "Federated", "saslNegotiation": "Required", "supportDialbackNegotiation": false}
                        """).ok();
        awaitIdentity("certificate-unknown-authority");

        String hash = publicKey(partners);
        zones.replace(PARTNER, TLSA + " 1 TLSA 3 1 1 " + hash);
        assertThat(awaitIdentity("ok").path("detail").asText()).contains("by DNSSEC");

        zones.replace(PARTNER, TLSA + " 1 TLSA 3 1 1 " + "0".repeat(hash.length()));
        awaitIdentity("certificate-tlsa-mismatch");
    }

    /// SHA-256 of the key of a certificate (RFC 6698 §2.1).
    private static String publicKey(Identity identity) throws Exception {
        byte[] key = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(identity.chain().getBytes(StandardCharsets.US_ASCII)))
                .getPublicKey()
                .getEncoded();
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
    }

    /// Probes until the step has this reason: records that were there before may be remembered for a moment.
    private JsonNode awaitIdentity(String reason) {
        return await().atMost(Duration.ofSeconds(90))
                .until(this::identity, step -> step.path("reason").asText().equals(reason));
    }

    private JsonNode identity() {
        JsonNode probe =
                suite.gateway().post("/partners/" + PARTNER + "/probe", "").ok();
        return StreamSupport.stream(probe.at("/edges/0/steps").spliterator(), false)
                .filter(step -> step.path("step").asText().equals("identity"))
                .findFirst()
                .orElse(probe);
    }
}
