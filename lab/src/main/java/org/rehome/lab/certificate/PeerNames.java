package org.rehome.lab.certificate;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/// The XMPP identities of a certificate (RFC 6120 §13.7.1.2). The common name is not one of them (RFC 9525).
///
/// @param dns dNSName entries, lower case
/// @param srv SRVName entries, lower case
/// @param xmpp xmppAddr entries, lower case
public record PeerNames(List<String> dns, List<String> srv, List<String> xmpp) {
    static final ASN1ObjectIdentifier XMPP_ADDRESS = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.5");
    static final ASN1ObjectIdentifier SRV_NAME = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.7");

    public PeerNames {
        dns = List.copyOf(dns);
        srv = List.copyOf(srv);
        xmpp = List.copyOf(xmpp);
    }

    /// Reads the names of a certificate.
    ///
    /// @throws IOException if its subjectAltName is not what ASN.1 says
    public static PeerNames of(X509Certificate certificate) throws IOException {
        List<String> dns = new ArrayList<>();
        List<String> srv = new ArrayList<>();
        List<String> xmpp = new ArrayList<>();
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension != null) {
            try {
                byte[] der = ASN1OctetString.getInstance(extension).getOctets();
                for (GeneralName name : GeneralNames.getInstance(der).getNames()) {
                    collect(name, dns, srv, xmpp);
                }
            } catch (IllegalArgumentException | IllegalStateException e) {
                throw new IOException("a broken subjectAltName", e);
            }
        }
        return new PeerNames(dns, srv, xmpp);
    }

    private static void collect(GeneralName name, List<String> dns, List<String> srv, List<String> xmpp) {
        if (name.getTagNo() == GeneralName.dNSName) {
            dns.add(lower(name.getName()));
        } else if (name.getTagNo() == GeneralName.otherName) {
            ASN1Sequence other = ASN1Sequence.getInstance(name.getName());
            Object type = other.getObjectAt(0);
            Object value = ASN1TaggedObject.getInstance(other.getObjectAt(1)).getExplicitBaseObject();
            if (type.equals(SRV_NAME)) {
                srv.add(lower(value));
            } else if (type.equals(XMPP_ADDRESS)) {
                xmpp.add(lower(value));
            }
        }
    }

    private static String lower(Object value) {
        if (value instanceof ASN1String text) {
            return text.getString().toLowerCase(Locale.ROOT);
        }
        throw new IllegalArgumentException("a name that is no text");
    }

    /// Whether one of the names is the domain's (RFC 6120 §13.7.1.2).
    public boolean cover(String domain) {
        String wanted = domain.toLowerCase(Locale.ROOT);
        return dns.stream().anyMatch(name -> dnsMatches(name, wanted))
                || srv.contains("_xmpp-server." + wanted)
                || xmpp.contains(wanted);
    }

    /// `*` stands for the whole left-most label and for exactly one (RFC 6125 §6.4.3).
    private static boolean dnsMatches(String name, String domain) {
        if (!name.startsWith("*.")) {
            return name.equals(domain);
        }
        int dot = domain.indexOf('.');
        return dot > 0 && domain.substring(dot).equals(name.substring(1));
    }
}
