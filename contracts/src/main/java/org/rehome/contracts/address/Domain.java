package org.rehome.contracts.address;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.rehome.contracts.address.Preparation.Part;

/// The domainpart of an address (RFC 7622 §3.2), prepared: lower case, U-labels (IDNA 2008), no trailing
/// dot. IPv6 literals are refused.
///
/// @param name the prepared name, such as `example.test`
public record Domain(@JsonValue String name) implements Comparable<Domain> {

    private static final Recent<Domain> RECENT = new Recent<>(256, text -> new Domain(Preparation.domainpart(text)));

    /// @throws InvalidAddress when the name is not prepared or no domain name; use {@link #parse} for input
    public Domain {
        if (!Preparation.domainpart(name).equals(name)) {
            throw Part.DOMAINPART.invalid(name, "it is not prepared");
        }
    }

    /// Prepares and checks a domain name.
    ///
    /// @throws InvalidAddress when the text is no domain name
    @JsonCreator
    public static Domain parse(String text) {
        return RECENT.parse(text);
    }

    /// The name in A-labels, as DNS and certificates carry it (RFC 6125 §6.4.2).
    public String ascii() {
        return Preparation.ascii(name);
    }

    /// True when this is the other domain or one below it.
    public boolean isWithin(Domain other) {
        return name.equals(other.name) || name.endsWith("." + other.name);
    }

    @Override
    public int compareTo(Domain other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
