package org.rehome.edge.splice;

import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;

/// Which connections are passed through to the legacy gateway: those of partners whose streams do not end here. A
/// connection that does not say whom it is from is the legacy gateway's while anybody's may be.
public enum SpliceRule {
    /// The stream ends at this edge.
    TERMINATE,
    /// The connection is passed through.
    SPLICE;

    /// Whatever is not admitted counts as legacy: staged, switching, returned, unknown.
    public static SpliceRule of(FirstWords words, Partners partners) {
        Domain from = words.from();
        boolean legacy = from == null
                ? partners.all().isEmpty() || !partners.all().stream().allMatch(KnownPartner::admitted)
                : partners.find(from).filter(KnownPartner::admitted).isEmpty();
        return legacy ? SPLICE : TERMINATE;
    }
}
