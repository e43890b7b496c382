package org.rehome.lab.partner;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.partner.NextHops.Answer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

final class SrvNextHopsTest {
    private static final String SRV = "_xmpp-server._tcp.a.test";

    private final TestDns dns = new TestDns();
    private final SrvNextHops lookup = dns.lookup();

    SrvNextHopsTest() throws Exception {}

    @AfterEach
    void stop() {
        dns.close();
    }

    private List<String> hops() {
        List<String> hops = new ArrayList<>();
        for (InetSocketAddress hop : ((Answer.Hops) lookup.find("a.test")).addresses()) {
            hops.add(hop.getAddress().getHostAddress() + " " + hop.getPort());
        }
        return hops;
    }

    private String nowhere() {
        return ((Answer.Nowhere) lookup.find("a.test")).reason();
    }

    @Test
    @DisplayName("RFC 6120 §3.2.1, C6: all addresses of all targets, by priority")
    void byPriority() throws Exception {
        dns.add(SRV, 300, Type.SRV, "20 0 5270 second.a.test.")
                .add(SRV, 300, Type.SRV, "10 0 5269 first.a.test.")
                .add("first.a.test", 300, Type.A, "127.0.0.1")
                .add("first.a.test", 300, Type.AAAA, "::1")
                .add("second.a.test", 300, Type.CNAME, "alias.a.test.")
                .add("alias.a.test", 300, Type.A, "127.0.0.2");
        assertThat(hops()).containsExactly("127.0.0.1 5269", "0:0:0:0:0:0:0:1 5269", "127.0.0.2 5270");
        assertThat(((Answer.Hops) lookup.find("a.test")).published()).isTrue();
    }

    @Test
    @DisplayName("a changed record counts from the next lookup on, whatever its TTL")
    void cachesNothing() throws Exception {
        dns.xmpp("a.test", 5001);
        assertThat(hops()).containsExactly("127.0.0.1 5001");
        dns.clear();
        dns.xmpp("a.test", 5002);
        assertThat(hops()).containsExactly("127.0.0.1 5002");
    }

    @Test
    @DisplayName("RFC 6120 §3.2.2, C6: without SRV records the domain's own addresses, port 5269")
    void fallsBack() throws Exception {
        dns.add("a.test", 300, Type.A, "127.0.0.3");
        assertThat(hops()).containsExactly("127.0.0.3 5269");
        assertThat(((Answer.Hops) lookup.find("a.test")).published()).isFalse();
    }

    @Test
    @DisplayName("RFC 6120 §3.2.1, C6: with SRV records there is no fallback to the domain's own addresses")
    void noFallbackWithSrv() throws Exception {
        dns.add(SRV, 300, Type.SRV, "10 0 5269 missing.a.test.").add("a.test", 300, Type.A, "127.0.0.3");
        assertThat(nowhere()).contains("no target");
    }

    @Test
    @DisplayName("RFC 2782, C6: the target . means that there is no such service")
    void notOffered() throws Exception {
        dns.add(SRV, 300, Type.SRV, "0 0 0 .").add("a.test", 300, Type.A, "127.0.0.3");
        assertThat(nowhere()).contains("offers no XMPP");
    }

    @Test
    @DisplayName("M7: an unknown domain, a server failure and an alias loop are nowhere, each with its reason")
    void failures() throws Exception {
        assertThat(nowhere()).contains("neither SRV nor address");
        dns.add(SRV, 300, Type.CNAME, SRV + ".");
        assertThat(nowhere()).contains("alias");
        dns.failWith(Rcode.SERVFAIL);
        assertThat(nowhere()).contains("SERVFAIL");
        assertThat(((Answer.Nowhere) lookup.find("a..test")).reason()).contains("no domain name");
    }

    @Test
    @DisplayName("RFC 2782: within a priority the first choice falls by weight")
    void byWeight() throws Exception {
        Name owner = Name.fromString(SRV, Name.root);
        List<SRVRecord> records = new ArrayList<>();
        for (int weight : new int[] {0, 25, 75}) {
            Name target = Name.fromString("w" + weight + ".a.test.");
            records.add(new SRVRecord(owner, DClass.IN, 300, 10, weight, 5269, target));
        }
        Random random = new Random(3);
        int[] first = new int[76];
        for (int i = 0; i < 10_000; i++) {
            List<SRVRecord> ordered = SrvNextHops.ordered(records, random);
            assertThat(ordered).hasSameElementsAs(records);
            first[ordered.getFirst().getWeight()]++;
        }
        assertThat(first[75]).isBetween(7_100, 7_700);
        assertThat(first[25]).isBetween(2_200, 2_800);
        assertThat(first[0]).isBetween(1, 300);
    }
}
