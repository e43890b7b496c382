package org.rehome.contracts.address;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.IDN;
import java.util.Locale;

/// The domainpart of an address (RFC 7622 §3.2), prepared: lower case, U-labels, no trailing dot.
///
/// @param name the prepared name, such as `example.test`
public record Domain(@JsonValue String name) implements Comparable<Domain> {

    /// @throws InvalidAddress when the name is not prepared or no domain name; use {@link #parse} for input
    public Domain {
        if (!Preparation.domainpart(name).equals(name)) {
            throw new InvalidAddress("not a prepared domain name: \"" + name + "\"");
        }
    }

    /// Prepares and checks a domain name.
    ///
    /// @throws InvalidAddress when the text is no domain name
    @JsonCreator
    public static Domain parse(String text) {
        return new Domain(Preparation.domainpart(text.toLowerCase(Locale.ROOT)));
    }

    /// The name in A-labels, as DNS and certificates carry it (RFC 6125 §6.4.2).
    public String ascii() {
        return IDN.toASCII(name).toLowerCase(Locale.ROOT);
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
