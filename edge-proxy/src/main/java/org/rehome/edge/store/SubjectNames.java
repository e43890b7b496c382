package org.rehome.edge.store;

import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.CertificateName;

/// The alternative names of our certificates, every kind that partners may look for: dNSName, SRVName (RFC 4985) and
/// xmppAddr (RFC 6120 §13.7.1.4). A wildcard exists as dNSName only.
final class SubjectNames {
    private static final ASN1ObjectIdentifier SRV_NAME = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.7");
    private static final ASN1ObjectIdentifier XMPP_ADDRESS = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.5");

    private SubjectNames() {}

    static GeneralNames of(List<CertificateName> names) {
        return new GeneralNames(names.stream()
                .distinct()
                .flatMap(each -> Stream.concat(
                        Stream.of(new GeneralName(GeneralName.dNSName, each.dnsName())),
                        each.wildcard() ? Stream.of() : xmppNames(each.domain())))
                .toArray(GeneralName[]::new));
    }

    private static Stream<GeneralName> xmppNames(Domain domain) {
        return Stream.of(
                otherName(SRV_NAME, new DERIA5String("_xmpp-server." + domain.ascii())),
                otherName(XMPP_ADDRESS, new DERUTF8String(domain.name())));
    }

    private static GeneralName otherName(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new GeneralName(
                GeneralName.otherName,
                new DERSequence(new ASN1Encodable[] {type, new DERTaggedObject(true, 0, value)}));
    }
}
