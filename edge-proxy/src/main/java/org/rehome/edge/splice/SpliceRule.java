package org.rehome.edge.splice;

import org.rehome.contracts.address.Domain;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;

/// Which connections are passed through to the legacy gateway: those of partners whose streams do not end here. A
/// connection that does not say whom it is from is the legacy gateway's while anybody's may be.
public enum SpliceRule {
    /// The stream ends at this edge.
    TERMINATE,
    /// The connection is passed through.
    SPLICE,
    /// A new connection waits: its partner is on its way back to the legacy gateway, and what it had sent here is still
    /// being delivered.
    WAIT;

    /// Whatever is not admitted counts as legacy: staged, returned, unknown.
    public static SpliceRule of(FirstWords words, Partners partners) {
        Domain from = words.from();
        if (from != null
                && partners.find(from)
                        .filter(each -> each.standing() == Standing.LEAVING)
                        .isPresent()) {
            return WAIT;
        }
        boolean legacy = from == null
                ? partners.all().isEmpty() || !partners.all().stream().allMatch(KnownPartner::admitted)
                : partners.find(from).filter(KnownPartner::admitted).isEmpty();
        return legacy ? SPLICE : TERMINATE;
    }
}
