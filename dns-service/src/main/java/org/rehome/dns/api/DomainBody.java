package org.rehome.dns.api;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.InvalidRecords;
import org.rehome.dns.record.RecordData;

/// The body of `PUT /domains/{domain}`.
@Schema(name = "DesiredRecords")
public record DomainBody(
        @Schema(examples = "example.test", required = true) @Nullable
        String zone,

        @Schema(required = true) @Nullable List<@Nullable EdgeBody> edges,

        @Schema(examples = "300", description = "seconds, 1 to 86400") @Nullable
        Long ttl) {
    private static final long DEFAULT_TTL = 300;
    private static final int DEFAULT_PORT = 5269;
    private static final int DEFAULT_PRIORITY = 10;

    /// One target of the SRV records.
    @Schema(name = "DesiredEdge")
    public record EdgeBody(
            @Schema(examples = "edge1.example.test", required = true) @Nullable
            String host,

            @Schema(examples = "5269") @Nullable Integer port,
            @Schema(examples = "10") @Nullable Integer priority,
            @Schema(examples = "0") @Nullable Integer weight,

            @Schema(examples = "[\"127.0.0.1\"]") @Nullable List<@Nullable String> addresses) {

        private DesiredEdge edge() {
            List<RecordData> data = new ArrayList<>();
            for (String address : addresses == null ? List.<@Nullable String>of() : addresses) {
                try {
                    data.add(RecordData.address(String.valueOf(address)));
                } catch (InvalidRecords e) {
                    throw new InvalidRecords("addresses", e.reason());
                }
            }
            return new DesiredEdge(
                    name("host", host),
                    port == null ? DEFAULT_PORT : port,
                    priority == null ? DEFAULT_PRIORITY : priority,
                    weight == null ? 0 : weight,
                    data);
        }
    }

    /// @throws InvalidRecords with the member that is wrong
    DesiredRecords records(Domain domain) {
        List<DesiredEdge> targets = new ArrayList<>();
        List<@Nullable EdgeBody> given = edges == null ? List.<@Nullable EdgeBody>of() : edges;
        for (int i = 0; i < given.size(); i++) {
            EdgeBody edge = given.get(i);
            String path = "edges[" + i + "]";
            if (edge == null) {
                throw new InvalidRecords(path, "it is null");
            }
            try {
                targets.add(edge.edge());
            } catch (InvalidRecords e) {
                throw e.within(path + ".");
            }
        }
        return new DesiredRecords(domain, name("zone", zone), targets, ttl == null ? DEFAULT_TTL : ttl);
    }

    private static DnsName name(String field, @Nullable String text) {
        if (text == null) {
            throw new InvalidRecords(field, "it is missing");
        }
        try {
            return DnsName.parse(text);
        } catch (InvalidRecords e) {
            throw new InvalidRecords(field, e.reason());
        }
    }
}
