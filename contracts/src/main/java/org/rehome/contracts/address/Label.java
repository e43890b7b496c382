package org.rehome.contracts.address;

import java.util.Locale;
import org.rehome.contracts.address.Preparation.Part;

/// One label of a domain name (RFC 5890 §2.3): letters, digits and hyphens, or a U-label.
final class Label {
    private static final int MAX_OCTETS = 63;
    private static final String A_LABEL = "xn--";

    private Label() {}

    /// Lower case; an A-label becomes its U-label (RFC 7622 §3.2.1), so that one name has one form.
    ///
    /// @param domain the whole name, for the message
    /// @throws InvalidAddress when it is no label
    static String prepare(String text, String domain) {
        String label = Preparation.isAscii(text)
                ? text.toLowerCase(Locale.ROOT)
                : Preparation.identifier(Part.DOMAINPART, text);
        if (label.startsWith(A_LABEL)) {
            label = uLabel(label, domain);
        }
        check(label, domain);
        return label;
    }

    /// The form for DNS and certificates: an A-label for a U-label, otherwise the label.
    static String ascii(String prepared) {
        return Preparation.isAscii(prepared) ? prepared : A_LABEL + Punycode.encode(prepared);
    }

    private static String uLabel(String aLabel, String domain) {
        return Punycode.decode(aLabel.substring(A_LABEL.length()))
                .filter(decoded -> !Preparation.isAscii(decoded))
                .filter(decoded ->
                        Preparation.identifier(Part.DOMAINPART, decoded).equals(decoded))
                .filter(decoded -> ascii(decoded).equals(aLabel))
                .orElseThrow(() -> Part.DOMAINPART.invalid(domain, aLabel + " is no A-label (RFC 5890 §2.3.2.1)"));
    }

    private static void check(String label, String domain) {
        if (label.isEmpty() || ascii(label).length() > MAX_OCTETS) {
            throw Part.DOMAINPART.invalid(domain, "each label has 1 to 63 characters");
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            throw Part.DOMAINPART.invalid(domain, "a label neither starts nor ends with a hyphen");
        }
        int first = label.codePointAt(0);
        if (Character.getType(first) == Character.NON_SPACING_MARK
                || Character.getType(first) == Character.COMBINING_SPACING_MARK) {
            throw Part.DOMAINPART.invalid(domain, "a label does not start with a combining mark");
        }
        label.codePoints()
                .filter(c -> c < 0x80 && !isLetterDigitHyphen(c))
                .findFirst()
                .ifPresent(c -> {
                    throw Part.DOMAINPART.invalid(domain, "only letters, digits and hyphens are allowed");
                });
    }

    static boolean isLetterDigitHyphen(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    }
}
