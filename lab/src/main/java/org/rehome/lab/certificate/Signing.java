package org.rehome.lab.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.rehome.lab.certificate.LabCertificate.Usage;

/// Makes X.509 certificates in the name of one issuer.
final class Signing {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Principal issuer;
    private final @Nullable X509Certificate issuerCertificate;
    private final KeyPair issuerKeys;

    Signing(X509Certificate issuerCertificate, KeyPair issuerKeys) {
        this(issuerCertificate.getSubjectX500Principal(), issuerCertificate, issuerKeys);
    }

    private Signing(X500Principal issuer, @Nullable X509Certificate issuerCertificate, KeyPair issuerKeys) {
        this.issuer = issuer;
        this.issuerCertificate = issuerCertificate;
        this.issuerKeys = issuerKeys;
    }

    static Signing selfSigned(String name, KeyPair keys) {
        return new Signing(new X500Principal("CN=" + name), null, keys);
    }

    X509Certificate authority(Instant notBefore, Instant notAfter) {
        try {
            X509v3CertificateBuilder builder = builder(issuer, issuerKeys.getPublic(), notBefore, notAfter);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return sign(builder);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate authority", e);
        }
    }

    X509Certificate leaf(LabCertificate request, PublicKey key) {
        try {
            // No name in the subject: the common name must not matter (RFC 9525).
            X500Principal subject = new X500Principal("O=Rehome lab");
            X509v3CertificateBuilder builder = builder(subject, key, request.notBefore(), request.notAfter());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, usage(request));
            GeneralName[] names = names(request);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return sign(builder);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Principal subject, PublicKey key, Instant notBefore, Instant notAfter)
            throws IOException, GeneralSecurityException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer, new BigInteger(120, RANDOM), Date.from(notBefore), Date.from(notAfter), subject, key);
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        if (issuerCertificate != null) {
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(issuerCertificate));
        }
        return builder;
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKeys.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("no ECDSA on this machine", e);
        }
    }

    private static ExtendedKeyUsage usage(LabCertificate request) {
        return new ExtendedKeyUsage(request.usages().stream()
                .map(usage -> usage == Usage.SERVER ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth)
                .toArray(KeyPurposeId[]::new));
    }

    private static GeneralName[] names(LabCertificate request) {
        List<GeneralName> names = new ArrayList<>();
        request.dnsNames().forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        request.srvNames().forEach(name -> names.add(other(PeerNames.SRV_NAME, new DERIA5String(name))));
        request.xmppAddresses().forEach(name -> names.add(other(PeerNames.XMPP_ADDRESS, new DERUTF8String(name))));
        return names.toArray(GeneralName[]::new);
    }

    private static GeneralName other(ASN1ObjectIdentifier type, ASN1Encodable value) {
        ASN1EncodableVector fields = new ASN1EncodableVector();
        fields.add(type);
        fields.add(new DERTaggedObject(true, 0, value));
        return new GeneralName(GeneralName.otherName, new DERSequence(fields));
    }
}
