package org.rehome.contracts.address;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jxmpp.stringprep.XmppStringprepException;
import org.jxmpp.stringprep.rocksxmppprecis.RocksXmppPrecisStringprep;

/// Preparation and limits of the parts of an address (RFC 7622 §3.2 to §3.4). Plain ASCII, nearly all
/// of the traffic, takes a path without PRECIS, which leaves it as it is.
final class Preparation {
    private static final int MAX_BYTES = 1023;

    /// RFC 1035 §2.3.4, written without the last dot.
    private static final int MAX_DOMAIN_OCTETS = 253;

    private static final String FORBIDDEN_IN_LOCALPART = "\"&'/:<>@";

    /// PRECIS profiles are not always idempotent (RFC 8264 §7): what is still changing then is refused.
    private static final int MAX_PASSES = 4;

    private Preparation() {}

    /// A part of an address, by the name that messages give it.
    enum Part {
        LOCALPART,
        DOMAINPART,
        RESOURCEPART;

        InvalidAddress invalid(String text, String why) {
            return new InvalidAddress(
                    "not an address: " + name().toLowerCase(Locale.ROOT) + " \"" + printable(text) + "\": " + why);
        }
    }

    static String localpart(String text) {
        if (isPlain(text, "._-+=!#$%*?^`{|}~")) {
            return bounded(Part.LOCALPART, text);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = narrow(text.charAt(i));
            if (FORBIDDEN_IN_LOCALPART.indexOf(c) >= 0) {
                throw Part.LOCALPART.invalid(text, "'" + c + "' is not allowed (RFC 7622 §3.3.1)");
            }
        }
        return bounded(Part.LOCALPART, identifier(Part.LOCALPART, text));
    }

    /// Width mapping (RFC 8265 §3.3.1) turns a full-width `@` or `/` into the one that separates parts.
    private static char narrow(char c) {
        return c >= '\uFF01' && c <= '\uFF5E' ? (char) (c - '\uFF01' + '!') : c;
    }

    static String domainpart(String text) {
        return isPlainDomain(text) ? text : anyDomainpart(text);
    }

    private static String anyDomainpart(String text) {
        // the full stops that IDNA takes for dots (RFC 5895 §2.3)
        String dotted = isAscii(text)
                ? text
                : text.replace('\u3002', '.').replace('\uFF0E', '.').replace('\uFF61', '.');
        String bare = dotted.endsWith(".") ? dotted.substring(0, dotted.length() - 1) : dotted;
        bounded(Part.DOMAINPART, bare);
        String name = Arrays.stream(bare.split("\\.", -1))
                .map(label -> Label.prepare(label, text))
                .collect(Collectors.joining("."));
        if (name.length() > MAX_DOMAIN_OCTETS / 4 && ascii(name).length() > MAX_DOMAIN_OCTETS) {
            throw Part.DOMAINPART.invalid(text, "it is longer than 253 characters");
        }
        return name;
    }

    /// True for what nearly all domains are: lower-case letters, digits and hyphens, no A-label.
    private static boolean isPlainDomain(String text) {
        int labelStart = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (!isPlainLabel(text, labelStart, i)) {
                    return false;
                }
                labelStart = i + 1;
            } else if (!Label.isLetterDigitHyphen(c)) {
                return false;
            }
        }
        return text.length() <= MAX_DOMAIN_OCTETS;
    }

    private static boolean isPlainLabel(String text, int start, int end) {
        return end > start
                && end - start <= 63
                && text.charAt(start) != '-'
                && text.charAt(end - 1) != '-'
                && !text.startsWith("xn--", start);
    }

    static String ascii(String domain) {
        return isAscii(domain)
                ? domain
                : Arrays.stream(domain.split("\\.", -1)).map(Label::ascii).collect(Collectors.joining("."));
    }

    static String resourcepart(String text) {
        if (isPrintableAscii(text)) {
            return bounded(Part.RESOURCEPART, text);
        }
        return bounded(
                Part.RESOURCEPART, settled(Part.RESOURCEPART, text, RocksXmppPrecisStringprep.INSTANCE::resourceprep));
    }

    /// Case mapped and checked against the identifier class (RFC 8264 §4.2), whose letters and digits are
    /// also those of IDNA 2008 (RFC 5892).
    static String identifier(Part part, String text) {
        return settled(part, text, RocksXmppPrecisStringprep.INSTANCE::localprep);
    }

    @FunctionalInterface
    private interface Profile {
        String enforce(String text) throws XmppStringprepException;
    }

    private static String settled(Part part, String text, Profile profile) {
        if (text.isEmpty()) {
            throw part.invalid(text, "it is empty");
        }
        String before = text;
        for (int pass = 0; pass < MAX_PASSES; pass++) {
            String after;
            try {
                after = profile.enforce(before);
            } catch (XmppStringprepException | RuntimeException e) {
                throw part.invalid(text, reason(e));
            }
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        throw part.invalid(text, "its preparation does not come to rest (RFC 8264 §7)");
    }

    private static String bounded(Part part, String text) {
        if (text.isEmpty()) {
            throw part.invalid(text, "it is empty");
        }
        if (text.length() > MAX_BYTES / 3 && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw part.invalid(text, "it is longer than 1023 bytes");
        }
        return text;
    }

    private static boolean isPlain(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /// Input goes into logs and answers: no line break and no escape sequence with it, and not too much of it.
    static String printable(String text) {
        String shown = text.length() <= 80 ? text : text.substring(0, text.offsetByCodePoints(0, 60)) + "…";
        return shown.codePoints()
                .mapToObj(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                        ? String.format("\\u%04x", c)
                        : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static String reason(Exception e) {
        Throwable said = e.getCause() == null ? e : e.getCause();
        String message = said.getMessage();
        return message == null ? said.getClass().getSimpleName() : message;
    }
}
