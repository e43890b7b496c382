package org.rehome.contracts.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;

/// Changes of a domain's DNS records. The key is the domain.
public sealed interface DnsEvent extends Event {
    Domain domain();

    @Override
    default String key() {
        return domain().toString();
    }

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
    /// @param generation the fence's generation after it
    record RecordsChanged(String cutover, Domain domain, String zone, long generation, List<String> records)
            implements DnsEvent {
        public RecordsChanged {
            records = List.copyOf(records);
        }
    }

    /// Every authoritative server and every chosen resolver answers the new records.
    record CutoverVerified(String cutover, Domain domain, List<String> servers) implements DnsEvent {
        public CutoverVerified {
            servers = List.copyOf(servers);
        }
    }

    record CutoverRolledBack(
            String cutover, Domain domain, @Nullable String reason) implements DnsEvent {}

    record CutoverCompleted(String cutover, Domain domain) implements DnsEvent {}
}
