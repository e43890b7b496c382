package org.rehome.dns.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.dns.cutover.Example.LEGACY_SRV;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RailsTest {
    private static final Plan PLAN = Example.plan(Example.desired("127.0.0.21"), Example.present(LEGACY_SRV));

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "update delete _xmpp-server._tcp.example.test. SRV | would be left empty",
                "update add www.example.test. 60 IN A 192.0.2.1 | no record set of the plan",
                "update add example.test. 60 IN A 192.0.2.1 | apex of the zone",
                "update delete example.test. TXT | apex of the zone",
                "update add _xmpp-server._tcp.example.test. 60 IN SRV 0 0 0 . | says that there is no XMPP service"
            })
    void a_change_that_must_not_be_is_refused(String change, String why) {
        List<String> script = new ArrayList<>(PLAN.update().script().stream()
                .filter(line -> line.startsWith("zone ") || line.startsWith("prereq "))
                .toList());
        script.add("prereq nxrrset www.example.test. IN A");
        script.add(change);
        script.add("send");
        assertThat(Rails.violations(PLAN, ZoneUpdate.parse(script))).anyMatch(violation -> violation.contains(why));
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource({
        "prereq yxrrset _xmpp-server._tcp.example.test.",
        "prereq nxrrset _state._xmpp-migrate.example.test.",
        "prereq nxrrset edge1.example.test. IN A"
    })
    void a_change_without_its_prerequisite_is_refused(String prerequisite) {
        List<String> script = PLAN.update().script().stream()
                .filter(line -> !line.startsWith(prerequisite))
                .toList();
        assertThat(Rails.violations(PLAN, ZoneUpdate.parse(script)))
                .anyMatch(violation -> violation.contains("without a prerequisite"));
    }

    @ParameterizedTest(name = "zone {0}")
    @CsvSource({"other.test.", "test."})
    void an_update_of_another_zone_is_refused(String zone) {
        List<String> script = new ArrayList<>(PLAN.update().script());
        script.set(0, "zone " + zone);
        assertThat(Rails.violations(PLAN, ZoneUpdate.parse(script))).isNotEmpty();
    }
}
