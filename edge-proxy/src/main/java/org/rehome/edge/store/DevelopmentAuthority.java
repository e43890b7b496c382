package org.rehome.edge.store;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.CertificateName;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.KeyKind;

/// An authority of our own for development and demonstrations, made when it is first needed. Its certificates carry
/// every identity that XMPP knows (dNSName, SRVName, xmppAddr) and both usages.
public final class DevelopmentAuthority {
    private static final String FILE = "development-authority.pem";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);

    private final DataFolder folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    public DevelopmentAuthority(Path data, InstantSource clock) throws IOException {
        this.folder = new DataFolder(data);
        this.clock = clock;
    }

    /// The certificate of the authority, for those who are to trust it; empty before the first certificate.
    public synchronized Optional<X509Certificate> certificate() throws IOException {
        return Files.exists(folder.file(FILE)) ? Optional.of(authority().certificate()) : Optional.empty();
    }

    /// A new key and certificate for a domain.
    public synchronized Credential issue(Domain domain) throws IOException {
        Credential authority = authority();
        KeyPair keys = KeyKind.EC.newKeys();
        try {
            X509Certificate certificate = leaf(authority, domain, keys.getPublic());
            return new Credential(List.of(certificate, authority.certificate()), keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate could be made for " + domain, e);
        }
    }

    private Credential authority() throws IOException {
        Path file = folder.file(FILE);
        if (Files.exists(file)) {
            try {
                return Pem.credential(Files.readAllBytes(file));
            } catch (Pem.Unreadable e) {
                throw new IOException(file + ": " + e.getMessage() + "; remove it to have a new one made", e);
            }
        }
        try {
            KeyPair keys = KeyKind.EC.newKeys();
            Credential made = new Credential(List.of(root(keys)), keys.getPrivate());
            folder.write(FILE, Pem.write(made).getBytes(StandardCharsets.US_ASCII));
            return made;
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("no development authority could be made", e);
        }
    }

    private X509Certificate root(KeyPair keys) throws GeneralSecurityException, OperatorCreationException, IOException {
        // the serial number keeps two authorities of that name apart
        BigInteger serial = serial();
        X500Principal name = new X500Principal("CN=Rehome development authority " + serial.toString(16));
        JcaX509v3CertificateBuilder builder = builder(name, serial, AUTHORITY_LIFE, name, keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return sign(builder, keys.getPrivate());
    }

    private X509Certificate leaf(Credential authority, Domain domain, PublicKey key)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        JcaX509v3CertificateBuilder builder = builder(
                authority.certificate().getSubjectX500Principal(),
                serial(),
                CERTIFICATE_LIFE,
                // informative only: what counts stands in the alternative names
                new X500Principal("CN=Rehome development certificate"),
                key);
        JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, utils.createAuthorityKeyIdentifier(authority.certificate()));
        builder.addExtension(
                Extension.subjectAlternativeName, false, SubjectNames.of(List.of(new CertificateName(domain, false))));
        return sign(builder, authority.key());
    }

    private BigInteger serial() {
        return new BigInteger(120, random).add(BigInteger.ONE);
    }

    private JcaX509v3CertificateBuilder builder(
            X500Principal issuer, BigInteger serial, Duration life, X500Principal subject, PublicKey key) {
        Instant now = clock.instant();
        // an hour back, for peers whose clocks are behind
        return new JcaX509v3CertificateBuilder(
                issuer, serial, Date.from(now.minus(Duration.ofHours(1))), Date.from(now.plus(life)), subject, key);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(KeyKind.EC.signature()).build(key)));
    }
}
