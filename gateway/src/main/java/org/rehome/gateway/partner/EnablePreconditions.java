package org.rehome.gateway.partner;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.contracts.event.FederationEvent.PartnerType;

/// What must be there before a partner is enabled (the steps before the fifth of the job).
public final class EnablePreconditions {

    private EnablePreconditions() {}

    /// What is missing.
    ///
    /// @param name the short name of the precondition
    /// @param reason what is missing and what to do
    public record Missing(String name, String reason) {}

    /// What is known when the question is asked.
    ///
    /// @param policyAdmits true when some policy in force gives a user both accesses
    /// @param localDomains the organisation's domains
    /// @param uncovered the local domains without a valid certificate on a running edge
    /// @param contacts how many contacts local users have at the partner
    /// @param linksDown the links that are not open, in words
    public record Known(
            boolean policyAdmits,
            List<Domain> localDomains,
            List<Domain> uncovered,
            int contacts,
            List<String> linksDown) {
        public Known {
            localDomains = List.copyOf(localDomains);
            uncovered = List.copyOf(uncovered);
            linksDown = List.copyOf(linksDown);
        }
    }

    /// Empty when the partner can be enabled.
    public static List<Missing> missing(Partner partner, Known known) {
        List<Missing> missing = new ArrayList<>();
        if (!known.policyAdmits()) {
            missing.add(new Missing(
                    "policy",
                    "no access policy in force has both enableFederationAccess and enableXmppAccess: set one on the"
                            + " user directory (PUT /policies/…)"));
        }
        if (known.localDomains().isEmpty()) {
            missing.add(new Missing("domain", "no local domain is known: register a pool on the user directory"));
        } else if (!known.uncovered().isEmpty()) {
            missing.add(new Missing(
                    "certificate",
                    "no running edge has a valid certificate for " + list(known.uncovered())
                            + ": give one to the edge (PUT /certificates/…)"));
        }
        if (partner.partnerType() == PartnerType.PublicUnverified && known.contacts() == 0) {
            missing.add(new Missing(
                    "contacts",
                    "a PublicUnverified partner reaches only users who have added the contact, and no contacts at "
                            + partner.domain() + " are known: POST /partners/" + partner.domain() + "/contacts"));
        }
        if (!known.linksDown().isEmpty()) {
            missing.add(new Missing("links", "not open: " + list(known.linksDown()) + "; GET /links says why"));
        }
        return missing;
    }

    private static String list(List<?> items) {
        return items.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
