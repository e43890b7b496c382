package org.rehome.gateway.route;

/// Whether the partner's user may write to the local one unasked (legacy product, partner type).
public sealed interface Contacts {

    /// The partner's type does not ask for it, or nobody's consent is in question.
    record NotNeeded() implements Contacts {}

    /// The local user has the contact.
    record Added() implements Contacts {}

    /// The partner is PublicUnverified and the local user has not added the contact.
    record Missing() implements Contacts {}
}
