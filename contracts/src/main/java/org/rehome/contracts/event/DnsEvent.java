package org.rehome.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;

/// Changes of a domain's DNS records. The key is the domain.
public sealed interface DnsEvent extends Event {
    /// The local domain whose records change.
    Domain domain();

    @Override
    default String key() {
        return domain().toString();
    }

    /// A cut-over was planned; nothing has changed yet.
    ///
    /// @param cutover the id of the cut-over
    /// @param hash says what exactly was planned: apply names it, so that nothing else is applied
    /// @param before the records that the servers answer now, in master file form (RFC 1035 §5)
    /// @param after the records that they will answer
    /// @param forced what was missing when an operator forced the step; null when nothing was
    record CutoverPlanned(
            String cutover,
            Domain domain,
            String hash,
            List<String> before,
            List<String> after,
            @Nullable String forced)
            implements DnsEvent {
        public CutoverPlanned {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /// An UPDATE (RFC 2136) was accepted by the primary.
    ///
    /// @param cutover the id of the cut-over
    /// @param zone the zone that was updated
    /// @param generation the fence's generation after it
    /// @param records the records that the zone has now, in master file form
    record RecordsChanged(String cutover, Domain domain, String zone, long generation, List<String> records)
            implements DnsEvent {
        public RecordsChanged {
            records = List.copyOf(records);
        }
    }

    /// Every authoritative server and every chosen resolver answers the new records.
    ///
    /// @param cutover the id of the cut-over
    /// @param servers who was asked
    record CutoverVerified(String cutover, Domain domain, List<String> servers) implements DnsEvent {
        public CutoverVerified {
            servers = List.copyOf(servers);
        }
    }

    /// The records are again those from before the cut-over.
    ///
    /// @param cutover the id of the cut-over
    /// @param reason what the operator gave as the reason; null when nothing
    record CutoverRolledBack(
            String cutover, Domain domain, @Nullable String reason) implements DnsEvent {}

    /// The cut-over is final: it is not rolled back any more.
    ///
    /// @param cutover the id of the cut-over
    record CutoverCompleted(String cutover, Domain domain) implements DnsEvent {}
}
