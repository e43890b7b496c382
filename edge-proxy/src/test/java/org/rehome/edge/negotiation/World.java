package org.rehome.edge.negotiation;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.FederationEvent.Before;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.Negotiation;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerSwitching;
import org.rehome.contracts.event.FederationEvent.PartnerType;
import org.rehome.contracts.event.FederationEvent.Side;
import org.rehome.contracts.event.FederationEvent.Stage;
import org.rehome.contracts.event.PoolEvent;
import org.rehome.edge.partner.LocalDomains;
import org.rehome.edge.partner.Partners;

/// The facts of a test: domains of ours, partners, certificates.
public final class World {
    public static final String SECRET = "s3cr3tf0rd14lb4ck";

    public final Partners partners = new Partners();
    public final LocalDomains locals = new LocalDomains();
    public final Set<Domain> withoutCertificate = new HashSet<>();
    private boolean legacyGateway;
    private long version;

    public static Domain domain(String name) {
        return Domain.parse(name);
    }

    public World local(String name) {
        locals.change(new PoolEvent.DomainHomed(domain(name), new PoolName("new"), 1));
        return this;
    }

    /// EXTERNAL over TLS only: the legacy product's defaults (row 1 of its matrix).
    public World enabled(String name) {
        return enabled(partner(name, Negotiation.Required, Negotiation.Required, true));
    }

    public World enabled(Partner partner) {
        partners.change(new FederationEnabled(partner, ++version, null));
        return this;
    }

    public World legacy(String name) {
        partners.change(
                new PartnerConfigured(partner(name, Negotiation.Required, Negotiation.Required, true), ++version));
        return this;
    }

    public World paused(Partner partner) {
        partners.change(new FederationPaused(partner, ++version, null));
        return this;
    }

    public World returned(Partner partner) {
        partners.change(new FederationReturned(partner, ++version, null));
        return this;
    }

    /// On its way to the edges.
    public World entering(Partner partner) {
        return switching(partner, Side.Edge, Stage.Inbound);
    }

    /// On its way back to the legacy gateway; its outbound traffic goes by it already.
    public World leaving(Partner partner) {
        return switching(partner, Side.Legacy, Stage.Inbound);
    }

    private World switching(Partner partner, Side to, Stage stage) {
        partners.change(new PartnerSwitching(
                partner,
                ++version,
                to,
                stage,
                new Before("enabled", null, null, null),
                null,
                null,
                null,
                Instant.now()));
        return this;
    }

    public World legacyGateway() {
        legacyGateway = true;
        return this;
    }

    public static Partner partner(String name, Negotiation tls, Negotiation sasl, boolean dialback) {
        return partner(name, tls, sasl, dialback, null);
    }

    public static Partner partner(
            String name,
            Negotiation tls,
            Negotiation sasl,
            boolean dialback,
            @org.jspecify.annotations.Nullable String nextHop) {
        return new Partner(
                domain(name), List.of(), null, PartnerType.Federated, tls, sasl, dialback, true, 20, nextHop);
    }

    public EdgeFacts facts() {
        return new EdgeFacts(partners, locals, domain -> !withoutCertificate.contains(domain), SECRET, legacyGateway);
    }
}
