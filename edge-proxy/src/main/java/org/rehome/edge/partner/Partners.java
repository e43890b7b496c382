package org.rehome.edge.partner;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.FederationEnabled;
import org.rehome.contracts.event.FederationEvent.FederationPaused;
import org.rehome.contracts.event.FederationEvent.FederationReturned;
import org.rehome.contracts.event.FederationEvent.PartnerConfigured;
import org.rehome.contracts.event.FederationEvent.PartnerEvent;
import org.rehome.contracts.event.FederationEvent.PartnerStaged;
import org.rehome.contracts.event.FederationEvent.PartnerSwitching;
import org.rehome.contracts.event.FederationEvent.Stage;

/// The partners, by what the gateway told last. Written by one thread, read by all.
public final class Partners {
    private volatile Map<Domain, KnownPartner> byName = Map.of();
    private volatile Map<Domain, KnownPartner> byDomain = Map.of();

    /// Takes a change.
    ///
    /// @return what was known before; empty when the partner is new
    public synchronized Optional<KnownPartner> change(PartnerEvent event) {
        KnownPartner now = new KnownPartner(event.partner(), standing(event), event.version());
        Map<Domain, KnownPartner> next = new HashMap<>(byName);
        KnownPartner before = next.put(event.partner().domain(), now);
        replace(next);
        return Optional.ofNullable(before);
    }

    /// Forgets a partner.
    ///
    /// @return what was known of it
    public synchronized Optional<KnownPartner> remove(Domain name) {
        Map<Domain, KnownPartner> next = new HashMap<>(byName);
        KnownPartner before = next.remove(name);
        replace(next);
        return Optional.ofNullable(before);
    }

    private void replace(Map<Domain, KnownPartner> next) {
        Map<Domain, KnownPartner> domains = new HashMap<>();
        for (KnownPartner each : next.values()) {
            each.settings().additionalDomains().forEach(domain -> domains.put(domain, each));
        }
        // a partner's own name wins over another's additional domain
        domains.putAll(next);
        byName = Map.copyOf(next);
        byDomain = Map.copyOf(domains);
    }

    private static Standing standing(PartnerEvent event) {
        return switch (event) {
            case PartnerConfigured configured -> Standing.LEGACY;
            case PartnerStaged staged -> Standing.LEGACY;
            case FederationEnabled enabled -> Standing.ENABLED;
            case FederationPaused paused -> Standing.PAUSED;
            case FederationReturned returned -> Standing.LEGACY;
            case PartnerSwitching switching -> standing(switching);
        };
    }

    private static Standing standing(PartnerSwitching switching) {
        return switch (switching.to()) {
            case Edge -> Standing.ENTERING;
            case Legacy ->
                // partners answer on their own streams: they go on while there is something to answer
                switching.stage() == Stage.Outbound ? Standing.ENABLED : Standing.LEAVING;
        };
    }

    /// The partner that has this domain, as its own or as an additional one.
    public Optional<KnownPartner> find(Domain domain) {
        return Optional.ofNullable(byDomain.get(domain));
    }

    public Collection<KnownPartner> all() {
        return byName.values();
    }

    /// Whether streams of a domain may end here. Fails closed: a domain that is not known is refused.
    public Admission admission(Domain domain) {
        return admission(domain, KnownPartner::admitted);
    }

    /// Whether streams to a domain may be opened; fails closed.
    public Admission reach(Domain domain) {
        return admission(domain, KnownPartner::reachable);
    }

    private Admission admission(Domain domain, Predicate<KnownPartner> allowed) {
        KnownPartner partner = byDomain.get(domain);
        if (partner == null) {
            return new Admission.Refused(domain + " is not a federation partner");
        }
        return allowed.test(partner)
                ? new Admission.Admitted(partner)
                : new Admission.Refused("federation with " + domain + " is not enabled here");
    }
}
