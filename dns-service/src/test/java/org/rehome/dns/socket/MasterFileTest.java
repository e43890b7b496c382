package org.rehome.dns.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.dns.record.DnsName;

class MasterFileTest {
    private static final DnsName EXAMPLE = DnsName.parse("example.test");

    private static Zone read(String text) throws InvalidZone {
        return MasterFile.read(EXAMPLE, text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a.other.test. A 192.0.2.1 | not within the zone",
                "www CNAME legacy | CNAME are not supported",
                "* A 192.0.2.1 | wildcards",
                "sub NS ns1 | delegations",
                "$GENERATE 1-9 h$ A 192.0.2.$ | $GENERATE",
                "$INCLUDE /etc/passwd | $INCLUDE",
                "x A 192.0.2.256 | not a master file",
                "x NOSUCHTYPE 1 | not a master file",
                "x CH A 192.0.2.1 | class IN",
                "@ SOA ns1 h 2 1 1 1 1 | one SOA",
                "sub SOA ns1 h 2 1 1 1 1 | one SOA",
                "x A | not a master file"
            })
    void what_cannot_be_served_is_refused_with_the_reason(String line, String why) {
        assertThatThrownBy(() -> read(TestServer.ZONE + line + "\n"))
                .isInstanceOf(InvalidZone.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {"@ 60 NS ns1 | no SOA", "@ 60 SOA ns1 h 1 1 1 1 1 | no NS", "'' | no SOA"})
    void a_zone_needs_SOA_and_NS_records(String text, String why) {
        assertThatThrownBy(() -> read(text + "\n"))
                .isInstanceOf(InvalidZone.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_zone_is_bounded() {
        StringBuilder text = new StringBuilder(TestServer.ZONE);
        for (int i = 0; i < MasterFile.MAX_RECORDS; i++) {
            text.append('h').append(i).append(" A 192.0.2.1\n");
        }
        assertThatThrownBy(() -> read(text.toString()))
                .isInstanceOf(InvalidZone.class)
                .hasMessageContaining("10000");
    }

    @Test
    void what_is_written_is_read_again() throws InvalidZone {
        Zone zone = read(TestServer.ZONE);
        assertThat(read(zone.masterFile()).masterFile()).isEqualTo(zone.masterFile());
        assertThat(zone.size()).isEqualTo(9);
    }

    @Test
    void the_serial_rises_when_the_content_changes_and_only_then(@TempDir Path folder) throws IOException, InvalidZone {
        Zones zones = Zones.open(folder);
        assertThat(zones.put(read(TestServer.ZONE), present -> {}).serial()).isEqualTo(1);
        assertThat(zones.put(read(TestServer.ZONE), present -> {}).serial()).isEqualTo(1);
        Zone more = read(TestServer.ZONE + "more A 192.0.2.1\n");
        assertThat(zones.put(more, present -> {}).serial()).isEqualTo(2);
        assertThat(zones.put(more, present -> {}).serial()).isEqualTo(2);
        Zone newer = read(TestServer.ZONE.replace("hostmaster 1 ", "hostmaster 2026010101 "));
        assertThat(zones.put(newer, present -> {}).serial()).isEqualTo(2026010101L);
        // RFC 1982: serials wrap around
        Zone last = read(TestServer.ZONE.replace("hostmaster 1 ", "hostmaster 4294967295 ") + "x A 192.0.2.1\n");
        assertThat(zones.put(last, present -> {}).serial()).isEqualTo(2026010102L);
    }
}
