package org.rehome.edge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.certificate.CertificateName;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.CredentialCheck;
import org.rehome.edge.certificate.KeyKind;

/// Certificates that were asked of an authority (PKCS#10, RFC 2986): `requests/<domain>.pem` has the key that was made
/// for each, and the request. The key goes nowhere else until its certificate comes.
public final class CertificateRequests {
    private static final Logger LOG = Logger.getLogger(CertificateRequests.class);
    private static final String ENDING = ".pem";

    /// As long as a common name may be (RFC 5280 appendix A).
    private static final int COMMON_NAME = 64;

    private final DataFolder folder;

    /// A key and what was made of it.
    private record Pending(PrivateKey key, PKCS10CertificationRequest request) {}

    public CertificateRequests(Path data) throws IOException {
        this.folder = new DataFolder(data.resolve("requests"));
    }

    /// The request that waits for its certificate, as PEM.
    public synchronized Optional<String> find(Domain domain) throws IOException {
        Optional<Pending> pending = pending(domain);
        return pending.isPresent() ? Optional.of(Pem.write(pending.get().request())) : Optional.empty();
    }

    /// Makes a key, and a request for the domain and further names.
    ///
    /// @param replace whether one that waits already is given up, with its key
    /// @return the request as PEM; empty when one waits already
    /// @throws IOException when the key cannot be kept; nothing was changed then
    public synchronized Optional<String> make(
            Domain domain, List<CertificateName> further, KeyKind kind, boolean replace) throws IOException {
        if (!replace && pending(domain).isPresent()) {
            return Optional.empty();
        }
        List<CertificateName> names = new ArrayList<>();
        names.add(new CertificateName(domain, false));
        names.addAll(further);
        KeyPair keys = kind.newKeys();
        String request = Pem.write(request(names, keys, kind));
        String content = Pem.write(keys.getPrivate()) + request;
        folder.write(domain.ascii() + ENDING, content.getBytes(StandardCharsets.US_ASCII));
        return Optional.of(request);
    }

    private static PKCS10CertificationRequest request(List<CertificateName> names, KeyPair keys, KeyKind kind)
            throws IOException {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.subjectAlternativeName, false, SubjectNames.of(names));
        String name = names.getFirst().domain().ascii();
        // for people only, and for authorities that insist on one
        X500Principal subject = new X500Principal(name.length() <= COMMON_NAME ? "CN=" + name : "");
        try {
            return new JcaPKCS10CertificationRequestBuilder(subject, keys.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(new JcaContentSignerBuilder(kind.signature()).build(keys.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("no request could be made for " + name, e);
        }
    }

    private Optional<Pending> pending(Domain domain) throws IOException {
        Path file = folder.file(domain.ascii() + ENDING);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Pem.Content content = Pem.read(Files.readAllBytes(file));
            return Optional.of(
                    new Pending(content.keys().getFirst(), content.requests().getFirst()));
        } catch (Pem.Unreadable | java.util.NoSuchElementException e) {
            throw new IOException(file + " is not a request that was made here; remove it", e);
        }
    }

    /// The chain with the key of the request that it answers; empty when no request waits that it belongs to.
    public synchronized Optional<Credential> complete(Domain domain, List<X509Certificate> chain) throws IOException {
        return pending(domain).map(each -> new Credential(chain, each.key())).filter(CredentialCheck::hasItsKey);
    }

    /// The certificate is in use: its request waits no more.
    public synchronized void answered(Domain domain, Credential credential) {
        try {
            if (pending(domain)
                    .filter(each -> each.key().equals(credential.key()))
                    .isPresent()) {
                Files.delete(folder.file(domain.ascii() + ENDING));
            }
        } catch (IOException e) {
            LOG.warnf("certificate request not removed local=%s error=%s", domain, e.getMessage());
        }
    }
}
