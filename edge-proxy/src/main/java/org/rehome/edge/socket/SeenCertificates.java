package org.rehome.edge.socket;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.trust.PeerCertificate;

/// Sees when a partner shows another certificate than it has shown since the start: an operator is to be warned
/// (RFC 7590 §3.6). A partner may have several, one a server; only one that is new is worth a word. Any thread may use
/// it.
final class SeenCertificates {
    private static final Logger LOG = Logger.getLogger(SeenCertificates.class);

    /// Of a partner that has more than this every one is forgotten.
    private static final int REMEMBERED = 100;

    private final Map<Domain, Set<String>> seen = new ConcurrentHashMap<>();

    /// @return whether the partner had shown others before, and not this one
    boolean isNew(Domain partner, Optional<PeerCertificate> shown) {
        Optional<String> proven = shown.flatMap(PeerCertificate::provenBy);
        if (proven.isEmpty()) {
            return false;
        }
        String fingerprint = proven.get();
        Set<String> known = seen.computeIfAbsent(partner, each -> ConcurrentHashMap.newKeySet());
        boolean first = known.isEmpty();
        boolean added = known.add(fingerprint);
        if (known.size() > REMEMBERED) {
            known.clear();
            known.add(fingerprint);
        }
        if (added && !first) {
            LOG.warnf("partner shows another certificate partner=%s fingerprint=%s", partner, fingerprint);
        }
        return added && !first;
    }
}
