package org.rehome.contracts.address;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Preparation.Part;

/// An XMPP address (RFC 7622): `[localpart@]domainpart[/resourcepart]`, every part prepared.
///
/// @param localpart null for the address of a domain
/// @param domain the domainpart
/// @param resourcepart null for a bare address
public record Jid(
        @Nullable String localpart, Domain domain, @Nullable String resourcepart) implements Comparable<Jid> {

    private static final Recent<Jid> RECENT = new Recent<>(2_048, Jid::split);

    /// @throws InvalidAddress when a part is not prepared; use {@link #parse} for input
    public Jid {
        if (localpart != null && !Preparation.localpart(localpart).equals(localpart)) {
            throw Part.LOCALPART.invalid(localpart, "it is not prepared");
        }
        if (resourcepart != null && !Preparation.resourcepart(resourcepart).equals(resourcepart)) {
            throw Part.RESOURCEPART.invalid(resourcepart, "it is not prepared");
        }
    }

    /// Splits (RFC 7622 §3.1: the resourcepart first), prepares and checks.
    ///
    /// @throws InvalidAddress when a part is missing, too long or holds what it must not
    @JsonCreator
    public static Jid parse(String text) {
        return RECENT.parse(text);
    }

    private static Jid split(String text) {
        int slash = text.indexOf('/');
        String bare = slash < 0 ? text : text.substring(0, slash);
        String resource = slash < 0 ? null : Preparation.resourcepart(text.substring(slash + 1));
        int at = bare.indexOf('@');
        String local = at < 0 ? null : Preparation.localpart(bare.substring(0, at));
        return new Jid(local, Domain.parse(bare.substring(at + 1)), resource);
    }

    public static Jid of(Domain domain) {
        return new Jid(null, domain, null);
    }

    /// The address without its resourcepart; for a domain, the domain.
    public Jid bare() {
        return resourcepart == null ? this : new Jid(localpart, domain, null);
    }

    public boolean isBare() {
        return resourcepart == null;
    }

    /// True for an account (`alice@example.test`), false for a domain.
    public boolean hasLocalpart() {
        return localpart != null;
    }

    public Optional<String> resource() {
        return Optional.ofNullable(resourcepart);
    }

    @Override
    public int compareTo(Jid other) {
        return toString().compareTo(other.toString());
    }

    @JsonValue
    @Override
    public String toString() {
        String bare = localpart == null ? domain.name() : localpart + "@" + domain.name();
        return resourcepart == null ? bare : bare + "/" + resourcepart;
    }
}
