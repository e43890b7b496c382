package org.rehome.edge.trust;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jspecify.annotations.Nullable;

/// Makes certificates that no authority would issue.
public final class CertificateMaker {
    private static final AtomicLong SERIALS = new AtomicLong(1);

    private final String name;
    private final List<GeneralName> names = new ArrayList<>();
    private KeyPair keys = keys("EC", 256);
    private String signature = "SHA256withECDSA";
    private Duration begin = Duration.ofHours(-1);
    private Duration end = Duration.ofDays(1);
    private @Nullable Integer pathLength;
    private boolean authority;
    private @Nullable KeyPurposeId purpose;
    private @Nullable String constraint;
    private @Nullable String responder;

    /// A certificate with its key.
    ///
    /// @param scheme by which it signs others
    public record Made(X509Certificate certificate, KeyPair keys, String scheme) {}

    public CertificateMaker(String name) {
        this.name = name;
    }

    static KeyPair keys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
            } else {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What a request asks for: its key and its names.
    public static CertificateMaker of(PKCS10CertificationRequest request) {
        try {
            CertificateMaker maker = new CertificateMaker("requested");
            JcaPKCS10CertificationRequest asked = new JcaPKCS10CertificationRequest(request);
            maker.keys = new KeyPair(asked.getPublicKey(), null);
            maker.names.addAll(List.of(
                    GeneralNames.fromExtensions(asked.getRequestedExtensions(), Extension.subjectAlternativeName)
                            .getNames()));
            return maker;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public CertificateMaker dns(String dns) {
        names.add(new GeneralName(GeneralName.dNSName, dns));
        return this;
    }

    public CertificateMaker srv(String srv) {
        names.add(other("1.3.6.1.5.5.7.8.7", new DERIA5String(srv)));
        return this;
    }

    public CertificateMaker xmpp(String address) {
        names.add(other("1.3.6.1.5.5.7.8.5", new DERUTF8String(address)));
        return this;
    }

    private static GeneralName other(String type, ASN1Encodable value) {
        return new GeneralName(GeneralName.otherName, new DERSequence(new ASN1Encodable[] {
            new ASN1ObjectIdentifier(type), new DERTaggedObject(true, 0, value)
        }));
    }

    public CertificateMaker authority(int length) {
        authority = true;
        pathLength = length;
        return this;
    }

    public CertificateMaker only(KeyPurposeId use) {
        purpose = use;
        return this;
    }

    public CertificateMaker valid(Duration from, Duration to) {
        begin = from;
        end = to;
        return this;
    }

    /// With an RSA key, which it signs itself and others with in this way.
    public CertificateMaker rsa(int bits, String scheme) {
        keys = keys("RSA", bits);
        signature = scheme;
        return this;
    }

    /// May issue only for names below this one.
    public CertificateMaker constrainedTo(String dns) {
        constraint = dns;
        return this;
    }

    /// Its authority is asked there whether it is revoked (RFC 6960).
    public CertificateMaker responder(String url) {
        responder = url;
        return this;
    }

    public Made selfSigned() {
        return sign(keys, new X500Principal("CN=" + name), signature);
    }

    public Made signedBy(Made issuer) {
        return sign(issuer.keys(), issuer.certificate().getSubjectX500Principal(), issuer.scheme());
    }

    private Made sign(KeyPair issuerKeys, X500Principal issuer, String scheme) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(now.plus(begin)),
                    Date.from(now.plus(end)),
                    new X500Principal("CN=" + name),
                    keys.getPublic());
            if (authority) {
                builder.addExtension(
                        Extension.basicConstraints, true, new BasicConstraints(pathLength == null ? 0 : pathLength));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            }
            if (purpose != null) {
                builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
            }
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
            }
            if (constraint != null) {
                builder.addExtension(
                        Extension.nameConstraints,
                        true,
                        new NameConstraints(
                                new GeneralSubtree[] {
                                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, constraint))
                                },
                                null));
            }
            if (responder != null) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                X509ObjectIdentifiers.ocspAccessMethod,
                                new GeneralName(GeneralName.uniformResourceIdentifier, responder)));
            }
            return new Made(
                    new JcaX509CertificateConverter()
                            .getCertificate(
                                    builder.build(new JcaContentSignerBuilder(scheme).build(issuerKeys.getPrivate()))),
                    keys,
                    signature);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
