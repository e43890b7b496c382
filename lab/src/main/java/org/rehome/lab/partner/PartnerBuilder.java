package org.rehome.lab.partner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.certificate.PeerTrust;
import org.rehome.lab.socket.Gate;
import org.rehome.lab.socket.StreamIds;
import org.rehome.lab.socket.WireTap;
import org.rehome.lab.stanza.Stanza;

/// Collects what a partner shall be.
public final class PartnerBuilder {
    private final List<String> domains = new ArrayList<>();
    private final Set<String> users = new TreeSet<>();
    private final List<X509Certificate> anchors = new ArrayList<>();
    private @Nullable LabIdentity identity;
    private @Nullable NextHops nextHops;
    private Authentication authentication = Authentication.EXTERNAL;
    private Encryption encryption = Encryption.REQUIRED;
    private List<String> tlsVersions = List.of("TLSv1.3", "TLSv1.2");
    private String dialbackSecret = StreamIds.next();
    private InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private boolean streamManagement;
    private Duration timeout = Duration.ofSeconds(10);
    private WireTap tap = WireTap.NONE;

    PartnerBuilder(String domain) {
        domains.add(domain);
    }

    /// Adds a domain.
    public PartnerBuilder domain(String domain) {
        domains.add(domain);
        return this;
    }

    /// Adds a user with a session.
    public PartnerBuilder user(String user) {
        users.add(user);
        return this;
    }

    /// Its certificate; needed unless it does not encrypt.
    public PartnerBuilder identity(LabIdentity newIdentity) {
        identity = newIdentity;
        return this;
    }

    /// Adds a certificate authority that it trusts.
    public PartnerBuilder trust(X509Certificate authority) {
        anchors.add(authority);
        return this;
    }

    /// EXTERNAL if not said.
    public PartnerBuilder authentication(Authentication how) {
        authentication = how;
        return this;
    }

    /// REQUIRED if not said.
    public PartnerBuilder encryption(Encryption rule) {
        encryption = rule;
        return this;
    }

    /// Protocol names of Java; both 1.3 and 1.2 if not said.
    public PartnerBuilder tlsVersions(String... versions) {
        tlsVersions = List.of(versions);
        return this;
    }

    /// How it finds other servers.
    public PartnerBuilder nextHops(NextHops lookup) {
        nextHops = lookup;
        return this;
    }

    /// Secret of its dialback keys; a random one if not said.
    public PartnerBuilder dialbackSecret(String secret) {
        dialbackSecret = secret;
        return this;
    }

    /// Stanzas are acknowledged both ways (XEP-0198) where the peer can and the certificate authenticates; what a peer
    /// has not acknowledged is sent again on the next stream.
    public PartnerBuilder streamManagement() {
        streamManagement = true;
        return this;
    }

    /// The port of the loopback address to listen on; a free one if not said.
    public PartnerBuilder port(int port) {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /// Where to listen.
    public PartnerBuilder listen(InetSocketAddress where) {
        address = where;
        return this;
    }

    /// Bound of each connection and each step of its negotiation; 10 s if not said.
    public PartnerBuilder timeout(Duration bound) {
        timeout = bound;
        return this;
    }

    /// Sees what the partner reads.
    public PartnerBuilder tap(WireTap wireTap) {
        tap = wireTap;
        return this;
    }

    /// Starts the partner.
    ///
    /// @throws IOException if the port is in use
    /// @throws IllegalStateException if the certificate or the next hops are missing
    public SimulatedPartner start() throws IOException {
        SimulatedPartner partner = new SimulatedPartner(this, users);
        partner.start();
        return partner;
    }

    /// The streams alone, not started yet, for a server that keeps its users itself.
    ///
    /// @param received takes what comes for one of the domains, and errors for what could not be sent
    /// @throws IllegalStateException if the certificate or the next hops are missing
    public Federation federation(Consumer<Stanza> received) {
        if (nextHops == null) {
            throw new IllegalStateException("partner " + domains + " does not know how to find other servers");
        }
        if (identity == null && encryption == Encryption.REQUIRED) {
            throw new IllegalStateException("partner " + domains + " has no certificate");
        }
        PartnerSettings settings = new PartnerSettings(
                domains,
                authentication,
                encryption,
                identity == null ? null : new PartnerTls(identity, tlsVersions),
                new PeerTrust(anchors),
                nextHops,
                dialbackSecret,
                streamManagement,
                timeout,
                new Gate(),
                tap);
        return new Federation(settings, address, received);
    }
}
