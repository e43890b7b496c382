package org.rehome.edge.trust;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;

/// The names of a certificate that can prove a domain (RFC 6120 §13.7.1.2). The common name is none of them
/// (RFC 9525 §2).
///
/// @param dnsNames dNSName entries, lower case; `*` may be the whole left-most label
/// @param srvNames SRVName entries (RFC 4985), lower case
/// @param xmppAddresses xmppAddr entries (RFC 6120 §13.7.1.4)
public record PeerIdentities(List<String> dnsNames, List<String> srvNames, List<String> xmppAddresses) {
    /// More entries than any honest certificate has; each stream compares all of them.
    static final int MAX_NAMES = 1024;

    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final int OTHER_NAME = 0xA0;
    private static final int DNS_NAME = 0x82;
    private static final int EXPLICIT_VALUE = 0xA0;
    // id-on-dnsSRV 1.3.6.1.5.5.7.8.7 and id-on-xmppAddr 1.3.6.1.5.5.7.8.5
    private static final String SRV_NAME_OID = "2b06010505070807";
    private static final String XMPP_ADDRESS_OID = "2b06010505070805";
    private static final String SERVER_SERVICE = "_xmpp-server.";

    public PeerIdentities {
        dnsNames = List.copyOf(dnsNames);
        srvNames = List.copyOf(srvNames);
        xmppAddresses = List.copyOf(xmppAddresses);
    }

    /// What reading the names came to.
    public sealed interface Reading {
        record Names(PeerIdentities identities) implements Reading {}

        record Unusable(TrustFailure failure, String detail) implements Reading {}
    }

    /// Reads the subject alternative names of a certificate.
    public static Reading of(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
        if (extension == null) {
            return new Reading.Names(new PeerIdentities(List.of(), List.of(), List.of()));
        }
        try {
            return read(new Der(extension).next(Der.OCTET_STRING).inside().next(Der.SEQUENCE));
        } catch (Der.MalformedDer e) {
            return new Reading.Unusable(TrustFailure.MALFORMED, "subject alternative names: " + e.getMessage());
        }
    }

    private static Reading read(Der.Value sequence) throws Der.MalformedDer {
        List<String> dns = new ArrayList<>();
        List<String> srv = new ArrayList<>();
        List<String> xmpp = new ArrayList<>();
        Der names = sequence.inside();
        int count = 0;
        while (names.hasNext()) {
            if (++count > MAX_NAMES) {
                return new Reading.Unusable(TrustFailure.TOO_MANY_NAMES, "more than " + MAX_NAMES + " names");
            }
            Der.Value name = names.next();
            if (name.tag() == DNS_NAME) {
                dns.add(name.text().toLowerCase(Locale.ROOT));
            } else if (name.tag() == OTHER_NAME) {
                otherName(name.inside(), srv, xmpp);
            }
        }
        return new Reading.Names(new PeerIdentities(dns, srv, xmpp));
    }

    private static void otherName(Der name, List<String> srv, List<String> xmpp) throws Der.MalformedDer {
        String type = name.next(Der.OBJECT_IDENTIFIER).hex();
        Der.Value value = name.next(EXPLICIT_VALUE).inside().next();
        if (type.equals(SRV_NAME_OID) && value.tag() == Der.IA5_STRING) {
            srv.add(value.text().toLowerCase(Locale.ROOT));
        } else if (type.equals(XMPP_ADDRESS_OID) && value.tag() == Der.UTF8_STRING) {
            xmpp.add(value.text());
        }
    }

    /// True when one of the names is the domain's. Names are compared as A-labels (RFC 6125 §6.4.2).
    public boolean cover(Domain domain) {
        String ascii = domain.ascii();
        return dnsNames.stream().anyMatch(name -> dnsMatches(name, ascii))
                || srvNames.contains(SERVER_SERVICE + ascii)
                || xmppAddresses.stream().anyMatch(address -> addressMatches(address, domain));
    }

    /// The wildcard stands for exactly one label, the left-most (RFC 6120 §13.7.1.2.1, RFC 6125 §6.4.3).
    private static boolean dnsMatches(String name, String ascii) {
        if (!name.startsWith("*.")) {
            return name.equals(ascii);
        }
        int dot = ascii.indexOf('.');
        return dot > 0 && ascii.substring(dot).equals(name.substring(1));
    }

    /// Only a bare domain says something about a server (RFC 6120 §13.7.1.4).
    private static boolean addressMatches(String address, Domain domain) {
        if (address.indexOf('@') >= 0 || address.indexOf('/') >= 0) {
            return false;
        }
        try {
            return Domain.parse(address).ascii().equals(domain.ascii());
        } catch (InvalidAddress e) {
            return false;
        }
    }

    /// All names as text, for logs and `GET /certificates`.
    public List<String> all() {
        return Stream.of(dnsNames.stream(), srvNames.stream(), xmppAddresses.stream())
                .flatMap(each -> each)
                .toList();
    }
}
