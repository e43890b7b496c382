package org.rehome.dns.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.contracts.address.Domain;

class DesiredRecordsTest {
    private static final DnsName ZONE = DnsName.parse("example.test");

    private static DesiredEdge edge(String host, String... addresses) {
        return new DesiredEdge(
                DnsName.parse(host),
                5269,
                10,
                0,
                List.of(addresses).stream().map(RecordData::address).toList());
    }

    private static DesiredRecords records(String domain, String zone, DesiredEdge... edges) {
        return new DesiredRecords(Domain.parse(domain), DnsName.parse(zone), List.of(edges), 300);
    }

    @Test
    void the_SRV_set_names_every_edge_RFC_6120_section_3_2_1() {
        DesiredRecords desired = new DesiredRecords(
                Domain.parse("Example.test"),
                ZONE,
                List.of(
                        new DesiredEdge(DnsName.parse("edge2.example.test"), 5270, 20, 5, List.of()),
                        edge("EDGE1.example.test.")),
                60);
        assertThat(desired.srv().lines())
                .containsExactly(
                        "_xmpp-server._tcp.example.test. 60 IN SRV 10 0 5269 edge1.example.test.",
                        "_xmpp-server._tcp.example.test. 60 IN SRV 20 5 5270 edge2.example.test.");
    }

    @Test
    void addresses_of_both_families_become_two_sets() {
        DesiredRecords desired =
                records("example.test", "example.test", edge("e.example.test", "192.0.2.1", "2001:db8::1"));
        DnsName host = DnsName.parse("e.example.test");
        assertThat(desired.addresses(host, RecordType.A)).isNotNull().satisfies(set -> assertThat(set.lines())
                .containsExactly("e.example.test. 300 IN A 192.0.2.1"));
        assertThat(desired.addresses(host, RecordType.AAAA)).isNotNull().satisfies(set -> assertThat(set.lines())
                .containsExactly("e.example.test. 300 IN AAAA 2001:db8:0:0:0:0:0:1"));
    }

    @Test
    void a_domain_with_letters_beyond_ASCII_is_asked_by_its_A_labels() {
        assertThat(records("bücher.example.test", "example.test", edge("e.example.test"))
                        .srvKey()
                        .name()
                        .text())
                .isEqualTo("_xmpp-server._tcp.xn--bcher-kva.example.test");
    }

    @Test
    void an_empty_list_of_edges_is_refused() {
        assertInvalid("edges", () -> records("example.test", "example.test"));
    }

    @Test
    void a_domain_outside_of_the_zone_is_refused() {
        assertInvalid("zone", () -> records("example.org", "example.test", edge("e.example.test")));
        assertInvalid("zone", () -> records("badexample.test", "example.test", edge("e.example.test")));
        assertInvalid(
                "zone",
                () -> new DesiredRecords(
                        Domain.parse("example.test"), DnsName.ROOT, List.of(edge("e.example.test")), 300));
    }

    @Test
    void addresses_of_a_host_outside_of_the_zone_are_refused_but_the_host_is_not() {
        assertInvalid(
                "edges[0].host", () -> records("example.test", "example.test", edge("e.other.test", "192.0.2.1")));
        assertThat(records("example.test", "example.test", edge("e.other.test")).hosts())
                .isEmpty();
    }

    @Test
    void one_listener_twice_and_one_host_with_two_lists_of_addresses_are_refused() {
        assertInvalid(
                "edges[1].host",
                () -> records("example.test", "example.test", edge("e.example.test"), edge("e.example.test")));
        assertInvalid(
                "edges[1].addresses",
                () -> records(
                        "example.test",
                        "example.test",
                        edge("e.example.test", "192.0.2.1"),
                        new DesiredEdge(DnsName.parse("e.example.test"), 5270, 10, 0, List.of())));
    }

    @ParameterizedTest(name = "ttl {0}")
    @CsvSource({"0", "-1", "86401"})
    void a_TTL_out_of_bounds_is_refused(long ttl) {
        assertInvalid(
                "ttl",
                () -> new DesiredRecords(Domain.parse("example.test"), ZONE, List.of(edge("e.example.test")), ttl));
    }

    @ParameterizedTest(name = "port {0}, priority {1}, weight {2}: {3}")
    @CsvSource({
        "0, 10, 0, port",
        "65536, 10, 0, port",
        "-1, 10, 0, port",
        "5269, -1, 0, priority",
        "5269, 65536, 0, priority",
        "5269, 10, -1, weight",
        "5269, 10, 65536, weight"
    })
    void numbers_out_of_bounds_are_refused_RFC_2782(int port, int priority, int weight, String field) {
        assertInvalid(field, () -> new DesiredEdge(DnsName.parse("e.example.test"), port, priority, weight, List.of()));
    }

    @ParameterizedTest(name = "host {0}")
    @CsvSource({"_edge.example.test", "-edge.example.test", "edge-.example.test", "."})
    void a_target_that_is_no_host_is_refused(String host) {
        assertInvalid("host", () -> edge(host));
    }

    @ParameterizedTest(name = "address {0}")
    @CsvSource({"0.0.0.0", "::", "224.0.0.1", "ff02::1", "fe80::1", "169.254.1.1"})
    void an_address_that_nobody_can_reach_is_refused(String address) {
        assertInvalid("addresses", () -> edge("e.example.test", address));
    }

    @ParameterizedTest(name = "address {0}")
    @CsvSource({"1.2.3", "256.1.1.1", "1.2.3.4.5", "example.test", "''", "[::1]", "fe80::1%eth0", ":::", "1"})
    void a_text_that_is_no_address_is_refused_and_never_looked_up(String text) {
        assertInvalid("address", () -> RecordData.address(text));
    }

    private static void assertInvalid(String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(InvalidRecords.class, invalid -> assertThat(invalid.field())
                .isEqualTo(field));
    }
}
