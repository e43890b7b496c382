package org.rehome.lab.partner;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.certificate.PeerTrust;
import org.rehome.lab.socket.Gate;
import org.rehome.lab.socket.WireTap;

/// What a partner is and does; the same for all its streams.
///
/// @param domains its domains, the first one speaks where none is asked for
/// @param ownTls its certificate, null if it does not encrypt
/// @param trust whose certificates it believes
/// @param dialbackSecret secret of its keys (XEP-0185)
/// @param streamManagement whether stanzas are acknowledged (XEP-0198 §4) on streams authenticated by certificate
/// @param timeout bound of each connection and of each step until a stream is authenticated
record PartnerSettings(
        List<String> domains,
        Authentication authentication,
        Encryption encryption,
        @Nullable PartnerTls ownTls,
        PeerTrust trust,
        NextHops nextHops,
        String dialbackSecret,
        boolean streamManagement,
        Duration timeout,
        Gate gate,
        WireTap tap) {
    PartnerSettings {
        domains = List.copyOf(domains);
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("a partner has at least one domain");
        }
        if (dialbackSecret.isEmpty()) {
            throw new IllegalArgumentException("the dialback secret is empty");
        }
        requireNonNull(authentication, "authentication");
        requireNonNull(encryption, "encryption");
        requireNonNull(trust, "trust");
        requireNonNull(nextHops, "nextHops");
    }

    boolean owns(String domain) {
        return domains.contains(domain);
    }

    PartnerTls tls() {
        return requireNonNull(ownTls, "a partner that encrypts has a certificate");
    }
}
