package org.rehome.edge.zone;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/// What a look-up came to.
sealed interface DnsAnswer {
    record Records(List<Record> records) implements DnsAnswer {
        public Records {
            records = List.copyOf(records);
        }
    }

    record Nothing(String reason) implements DnsAnswer {}

    record Failure(String reason) implements DnsAnswer {}

    /// The records of this kind; aliases on the way are none.
    default <T extends Record> List<T> all(Class<T> kind) {
        return this instanceof Records(var records)
                ? records.stream().filter(kind::isInstance).map(kind::cast).toList()
                : List.of();
    }

    /// Why it is not known what there is.
    default Optional<String> failure() {
        return this instanceof Failure(var reason) ? Optional.of(reason) : Optional.empty();
    }
}
