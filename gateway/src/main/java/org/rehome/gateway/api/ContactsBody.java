package org.rehome.gateway.api;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.ContactAdded;
import org.rehome.contracts.event.FederationEvent.Partner;
import org.rehome.gateway.route.Knowledge;
import org.rehome.rest.Problem;
import org.rehome.rest.Problem.FieldError;

/// Contacts of local users at a partner, from their rosters.
@Schema(name = "Contacts")
public record ContactsBody(@Nullable List<Contact> contacts) {
    private static final int MAX = 100_000;

    /// One contact; texts, so that every wrong one can be named.
    @Schema(name = "Contact")
    public record Contact(
            @Schema(examples = "user1@example.test") @Nullable
            String user,

            @Schema(examples = "peer1@partner1.test") @Nullable
            String contact) {}

    /// The answer.
    ///
    /// @param added how many were new
    /// @param known how many the partner has now
    @Schema(name = "ContactsAdded")
    public record Added(
            @Schema(examples = "1") int added,
            @Schema(examples = "12") int known) {}

    /// @throws Problem 400 with everything that is wrong; nothing is added then
    List<ContactAdded> checked(Partner partner, Knowledge known) {
        if (contacts == null) {
            throw Problem.badRequest("contacts", "it is missing");
        }
        if (contacts.size() > MAX) {
            throw Problem.badRequest("contacts", "more than " + MAX + " at once: send them in parts");
        }
        List<ContactAdded> checked = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int i = 0; i < contacts.size(); i++) {
            Contact each = contacts.get(i);
            try {
                checked.add(checked(each, partner, known));
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError(i + 1, "contacts[" + i + "]", String.valueOf(e.getMessage())));
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors.size() + " contacts are wrong, none was added", errors);
        }
        return checked;
    }

    private static ContactAdded checked(@Nullable Contact each, Partner partner, Knowledge known) {
        if (each == null || each.user() == null || each.contact() == null) {
            throw new IllegalArgumentException("a contact has the members user and contact");
        }
        Jid user = Jid.parse(each.user());
        Jid contact = Jid.parse(each.contact());
        if (!user.isBare() || !user.hasLocalpart()) {
            throw new IllegalArgumentException("user " + user + " is not a bare address of a user");
        }
        if (!contact.isBare()) {
            throw new IllegalArgumentException("contact " + contact + " is not a bare address");
        }
        if (known.domains().find(user.domain()).isEmpty()) {
            throw new IllegalArgumentException("user " + user + " is at no local domain");
        }
        if (!partner.covers(contact.domain())) {
            throw new IllegalArgumentException("contact " + contact + " is not at " + partner.domain()
                    + (partner.additionalDomains().isEmpty() ? "" : " or its additional domains"));
        }
        return new ContactAdded(user, contact);
    }
}
