package org.rehome.dns.record;

import java.util.Locale;
import java.util.regex.Pattern;
import org.rehome.contracts.address.Domain;

/// An absolute domain name as DNS carries it: lower-case ASCII labels of letters, digits, hyphens and underscores
/// (RFC 1035 §2.3.1, RFC 2782 for the underscores).
///
/// @param text the name without its last dot, such as `_xmpp-server._tcp.example.test`; empty for the root
public record DnsName(String text) implements Comparable<DnsName> {
    public static final DnsName ROOT = new DnsName("");

    private static final int MAX_LENGTH = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_-]{1,63}");
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

    /// @throws InvalidRecords (field `name`) when the text is no name in this form
    public DnsName {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidRecords("name", "\"" + text.substring(0, 40) + "…\" is longer than 253 characters");
        }
        if (!text.isEmpty()) {
            for (String label : text.split("\\.", -1)) {
                if (!LABEL.matcher(label).matches()) {
                    throw new InvalidRecords(
                            "name",
                            "\"" + text + "\": each label has 1 to 63 letters, digits, hyphens and underscores");
                }
            }
        }
    }

    /// @param text with or without the last dot, in any case; `.` is the root
    /// @throws InvalidRecords (field `name`) when the text is no domain name
    public static DnsName parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidRecords("name", "it is empty");
        }
        String absolute = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return new DnsName(absolute.toLowerCase(Locale.ROOT));
    }

    public static DnsName of(Domain domain) {
        return parse(domain.ascii());
    }

    /// The name one or more labels below this one.
    public DnsName child(String labels) {
        return new DnsName(text.isEmpty() ? labels : labels + "." + text);
    }

    /// True when this is the other name or one below it.
    public boolean isWithin(DnsName other) {
        return equals(other) || other.equals(ROOT) || text.endsWith("." + other.text);
    }

    /// True for the name of a host (RFC 1123 §2.1): no underscores, no hyphen at the edge of a label.
    public boolean isHost() {
        if (text.isEmpty()) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (!HOST_LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(DnsName other) {
        return text.compareTo(other.text);
    }

    /// The form of master files, with the last dot.
    @Override
    public String toString() {
        return text + ".";
    }
}
