package org.rehome.contracts.address;

import java.nio.charset.StandardCharsets;
import org.jxmpp.stringprep.XmppStringprepException;
import org.jxmpp.stringprep.rocksxmppprecis.RocksXmppPrecisStringprep;

/// Preparation and limits of the parts of an address (RFC 7622 §3.2 to §3.4). Plain ASCII, nearly all
/// of the traffic, takes a path without PRECIS, which leaves it as it is.
final class Preparation {
    private static final int MAX_BYTES = 1023;
    private static final String FORBIDDEN_IN_LOCALPART = "\"&'/:<>@";

    private Preparation() {}

    static String localpart(String text) {
        if (isPlain(text, "._-+=!#$%*?^`{|}~")) {
            return bounded("localpart", text);
        }
        for (int i = 0; i < text.length(); i++) {
            if (FORBIDDEN_IN_LOCALPART.indexOf(text.charAt(i)) >= 0) {
                throw invalid("localpart", text, "'" + text.charAt(i) + "' is not allowed (RFC 7622 §3.3.1)");
            }
        }
        try {
            return bounded("localpart", RocksXmppPrecisStringprep.INSTANCE.localprep(text));
        } catch (XmppStringprepException | RuntimeException e) {
            throw invalid("localpart", text, reason(e));
        }
    }

    static String domainpart(String text) {
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (isPlain(bare, ".-")) {
            return labelled(bare);
        }
        try {
            return labelled(RocksXmppPrecisStringprep.INSTANCE.domainprep(bare));
        } catch (XmppStringprepException | RuntimeException e) {
            throw invalid("domainpart", text, reason(e));
        }
    }

    static String resourcepart(String text) {
        if (isPrintableAscii(text)) {
            return bounded("resourcepart", text);
        }
        try {
            return bounded("resourcepart", RocksXmppPrecisStringprep.INSTANCE.resourceprep(text));
        } catch (XmppStringprepException | RuntimeException e) {
            throw invalid("resourcepart", text, reason(e));
        }
    }

    /// A domain name has no empty label, no label that starts or ends with a hyphen, no white space and
    /// nothing that belongs to another part of an address.
    private static String labelled(String domain) {
        bounded("domainpart", domain);
        for (String label : domain.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > 63) {
                throw invalid("domainpart", domain, "each label has 1 to 63 characters");
            }
            if (label.startsWith("-") || label.endsWith("-")) {
                throw invalid("domainpart", domain, "a label neither starts nor ends with a hyphen");
            }
        }
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            if (c <= ' ' || c == '@' || c == '/' || c == '>' || c == '<' || c == '&' || c == '"' || c == '\'') {
                throw invalid("domainpart", domain, "it holds a character that no domain name has");
            }
        }
        return domain;
    }

    private static String bounded(String part, String text) {
        if (text.isEmpty()) {
            throw invalid(part, text, "it is empty");
        }
        if (text.length() > MAX_BYTES / 3 && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw invalid(part, text.substring(0, 40) + "…", "it is longer than 1023 bytes");
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

    private static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static InvalidAddress invalid(String part, String text, String why) {
        return new InvalidAddress("not an address: " + part + " \"" + text + "\": " + why);
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
