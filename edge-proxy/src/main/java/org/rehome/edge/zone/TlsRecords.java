package org.rehome.edge.zone;

import java.util.List;
import java.util.Optional;
import org.rehome.edge.trust.Association;
import org.xbill.DNS.TLSARecord;

/// What secure TLSA records say of a server.
///
/// @param failure why it is not known what they say: then the server must not be used (RFC 7671 §4)
public record TlsRecords(List<Association> associations, Optional<String> failure) {
    public static final TlsRecords NONE = new TlsRecords(List.of(), Optional.empty());

    public TlsRecords {
        associations = List.copyOf(associations);
    }

    /// Those that are not secure are as if they were not there.
    static TlsRecords of(DnsAnswer answer) {
        List<TLSARecord> records = answer.isSecure() ? answer.all(TLSARecord.class) : List.of();
        return new TlsRecords(
                records.stream()
                        .map(each -> Association.of(
                                each.getCertificateUsage(),
                                each.getSelector(),
                                each.getMatchingType(),
                                each.getCertificateAssociationData()))
                        .toList(),
                answer.failure());
    }
}
