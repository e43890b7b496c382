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
public record DomainView(String domain, String zone, List<EdgeView> edges, long ttl, long version) {

    /// One target of the SRV records.
    @Schema(name = "DomainEdge")
    public record EdgeView(String host, int port, int priority, int weight, List<String> addresses) {
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
