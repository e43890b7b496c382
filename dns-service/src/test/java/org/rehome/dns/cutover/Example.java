package org.rehome.dns.cutover;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;

/// The domain of the tests, on its way from `legacy` to `edge1`.
public final class Example {
    public static final Domain DOMAIN = Domain.parse("example.test");
    public static final DnsName ZONE = DnsName.parse("example.test");
    public static final String LEGACY_SRV = "_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 legacy.example.test.";
    public static final String EDGE_SRV = "_xmpp-server._tcp.example.test. 300 IN SRV 10 0 5269 edge1.example.test.";
    public static final String EDGE_A = "edge1.example.test. 300 IN A 127.0.0.21";
    static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private Example() {}

    public static DesiredRecords desired(String... addresses) {
        return desired("edge1.example.test", 300, addresses);
    }

    public static DesiredRecords desired(String host, long ttl, String... addresses) {
        DesiredEdge edge = new DesiredEdge(
                DnsName.parse(host),
                5269,
                10,
                0,
                List.of(addresses).stream().map(RecordData::address).toList());
        return new DesiredRecords(DOMAIN, ZONE, List.of(edge), ttl);
    }

    static Map<RecordKey, RecordSet> present(String... lines) {
        Map<RecordKey, RecordSet> present = new HashMap<>();
        for (String line : lines) {
            RecordSet set = RecordSet.parse(List.of(line));
            present.merge(
                    set.key(),
                    set,
                    (one, other) ->
                            RecordSet.parse(java.util.stream.Stream.concat(one.lines().stream(), other.lines().stream())
                                    .toList()));
        }
        return present;
    }

    static Plan plan(DesiredRecords desired, Map<RecordKey, RecordSet> present) {
        Planner.Planned planned = Planner.plan(ID, desired, present, List.of());
        if (planned instanceof Planner.Planned.Made(var plan)) {
            return plan;
        }
        throw new AssertionError("no plan: " + planned);
    }
}
