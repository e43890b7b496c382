package org.rehome.edge.negotiation;

import java.util.function.Predicate;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.LocalDomains;
import org.rehome.edge.partner.Partners;

/// What a negotiation asks of the world around it.
///
/// @param certified whether there is a certificate for a domain of ours
/// @param dialbackSecret shared by every edge that our SRV records name (XEP-0185 §2)
/// @param legacyGateway whether there is one behind this edge, whose dialback keys may come to be verified here
public record EdgeFacts(
        Partners partners,
        LocalDomains locals,
        Predicate<Domain> certified,
        String dialbackSecret,
        boolean legacyGateway) {

    /// The secret stays out of logs.
    @Override
    public String toString() {
        return "EdgeFacts[]";
    }
}
