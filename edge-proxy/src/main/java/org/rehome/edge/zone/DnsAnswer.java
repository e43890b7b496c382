package org.rehome.edge.zone;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Record;

/// What a look-up came to.
sealed interface DnsAnswer {
    /// @param secure whether DNSSEC says so
    record Records(List<Record> records, boolean secure) implements DnsAnswer {
        public Records {
            records = List.copyOf(records);
        }
    }

    /// @param secure whether DNSSEC says so
    record Nothing(String reason, boolean secure) implements DnsAnswer {}

    /// There is no answer, or one that is bogus.
    record Failure(String reason) implements DnsAnswer {}

    default boolean isSecure() {
        return switch (this) {
            case Records(var records, var secure) -> secure;
            case Nothing(var reason, var secure) -> secure;
            case Failure failure -> false;
        };
    }

    /// The records of this kind; aliases on the way are none.
    default <T extends Record> List<T> all(Class<T> kind) {
        return this instanceof Records(var records, var secure)
                ? records.stream().filter(kind::isInstance).map(kind::cast).toList()
                : List.of();
    }

    /// Why it is not known what there is.
    default Optional<String> failure() {
        return this instanceof Failure(var reason) ? Optional.of(reason) : Optional.empty();
    }
}
