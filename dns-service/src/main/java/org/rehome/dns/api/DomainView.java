package org.rehome.dns.api;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.store.Registry;

/// The records that are wanted for a domain.
///
/// @param version rises with each change; also the entity tag
@Schema(name = "DomainRecords")
public record DomainView(
        @Schema(examples = "example.test") String domain,
        @Schema(examples = "example.test") String zone,
        List<EdgeView> edges,
        @Schema(description = "seconds", examples = "300") long ttl,

        @Schema(description = "also the ETag", examples = "1")
        long version) {

    /// One target of the SRV records.
    @Schema(name = "DomainEdge")
    public record EdgeView(
            @Schema(examples = "edge1.example.test") String host,
            @Schema(examples = "5269") int port,
            @Schema(examples = "10") int priority,
            @Schema(examples = "0") int weight,
            @Schema(examples = "[\"127.0.0.1\"]") List<String> addresses) {
        static EdgeView of(DesiredEdge edge) {
            return new EdgeView(
                    edge.host().text(),
                    edge.port(),
                    edge.priority(),
                    edge.weight(),
                    edge.addresses().stream().map(RecordData::text).toList());
        }
    }

    static DomainView of(Registry.Desired desired) {
        DesiredRecords records = desired.records();
        return new DomainView(
                records.domain().name(),
                records.zone().text(),
                records.edges().stream().map(EdgeView::of).toList(),
                records.ttl(),
                desired.version());
    }
}
