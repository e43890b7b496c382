package org.rehome.dns.api;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.rest.Problem;

/// A domain in a request.
final class DomainField {

    private DomainField() {}

    /// @throws Problem 400 that names the field when the text is no domain name
    static Domain read(String field, String text) {
        try {
            return Domain.parse(text);
        } catch (InvalidAddress e) {
            throw Problem.badRequest(field, String.valueOf(e.getMessage()));
        }
    }
}
