package org.rehome.lab.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a certificate shall say; also what a careful administrator would never ask for.
public final class LabCertificate {
    /// Extended key usages. Public authorities issue certificates for servers only, so a peer that presents one as a
    /// client must be accepted (conformance rule C8).
    public enum Usage {
        SERVER,
        CLIENT
    }

    private final LabAuthority authority;
    private final List<String> dnsNames = new ArrayList<>();
    private final List<String> srvNames = new ArrayList<>();
    private final List<String> xmppAddresses = new ArrayList<>();
    private final Set<Usage> usages = EnumSet.allOf(Usage.class);
    private Instant notBefore = Instant.now().minus(Duration.ofHours(1));
    private Instant notAfter = Instant.now().plus(Duration.ofDays(7));

    LabCertificate(LabAuthority authority) {
        this.authority = authority;
    }

    /// Adds dNSName entries; `*.` as left-most label is a wildcard.
    public LabCertificate dns(String... names) {
        dnsNames.addAll(List.of(names));
        return this;
    }

    /// Adds an SRVName `_xmpp-server.<domain>` (RFC 4985).
    public LabCertificate srv(String domain) {
        srvNames.add("_xmpp-server." + domain);
        return this;
    }

    /// Adds an SRVName as it is, for example of another service.
    public LabCertificate srvName(String name) {
        srvNames.add(name);
        return this;
    }

    /// Adds an xmppAddr (RFC 6120 §13.7.1.4).
    public LabCertificate xmppAddress(String address) {
        xmppAddresses.add(address);
        return this;
    }

    /// Only for servers, as public authorities issue them.
    public LabCertificate serverOnly() {
        usages.remove(Usage.CLIENT);
        return this;
    }

    /// Ended yesterday.
    public LabCertificate expired() {
        notBefore = Instant.now().minus(Duration.ofDays(30));
        notAfter = Instant.now().minus(Duration.ofDays(1));
        return this;
    }

    /// Begins tomorrow.
    public LabCertificate notYetValid() {
        notBefore = Instant.now().plus(Duration.ofDays(1));
        return this;
    }

    /// Makes a key and signs the certificate.
    public LabIdentity issue() {
        return authority.sign(this);
    }

    List<String> dnsNames() {
        return dnsNames;
    }

    List<String> srvNames() {
        return srvNames;
    }

    List<String> xmppAddresses() {
        return xmppAddresses;
    }

    Set<Usage> usages() {
        return usages;
    }

    Instant notBefore() {
        return notBefore;
    }

    Instant notAfter() {
        return notAfter;
    }
}
