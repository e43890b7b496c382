package org.rehome.e2e.peer;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// A certificate authority of a scenario.
public final class Authority {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final KeyPair keys = newKeys();
    private final String pem;

    public Authority(String commonName) {
        name = new X500Name("CN=" + commonName);
        try {
            X509v3CertificateBuilder builder = builder(name, keys)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            pem = pem("CERTIFICATE", sign(builder).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The authority's own certificate.
    public String pem() {
        return pem;
    }

    /// A certificate for a domain, as public authorities give them today: for servers only (`serverAuth`).
    public Identity forServer(String domain) {
        return issue(List.of(domain), KeyPurposeId.id_kp_serverAuth);
    }

    /// A certificate with which ejabberd admits a peer too: it asks for `clientAuth` beside `serverAuth`.
    public Identity forBothSides(String... domains) {
        return issue(List.of(domains), KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    }

    private Identity issue(List<String> domains, KeyPurposeId... purposes) {
        KeyPair own = newKeys();
        try {
            X509v3CertificateBuilder builder = builder(new X500Name("CN=" + domains.getFirst()), own)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(domains.stream()
                                    .map(domain -> new GeneralName(GeneralName.dNSName, domain))
                                    .toArray(GeneralName[]::new)));
            return new Identity(
                    pem("CERTIFICATE", sign(builder).getEncoded()),
                    pem("PRIVATE KEY", own.getPrivate().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair of) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(120, RANDOM),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(2, ChronoUnit.DAYS)),
                subject,
                of.getPublic());
    }

    private X509CertificateHolder sign(X509v3CertificateBuilder builder) {
        try {
            return builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    /// RSA: ejabberd 23.01 finds no elliptic key in PKCS #8.
    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048, RANDOM);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no RSA in this Java", e);
        }
    }

    private static String pem(String type, byte[] der) throws IOException {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        }
        return text.toString();
    }
}
