package org.rehome.edge.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Enumeration;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;
import org.rehome.edge.certificate.Credential;

/// Certificates and keys as files carry them: PEM (RFC 7468) and PKCS#12 (RFC 7292).
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /// What a file is not; the message says what is missing or wrong.
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    private Pem() {}

    /// A chain, with its key unless that is here already.
    public record Chain(
            List<X509Certificate> certificates, @Nullable PrivateKey key) {
        public Chain {
            certificates = List.copyOf(certificates);
        }

        /// The key is left out on purpose.
        @Override
        public String toString() {
            return "Chain[" + certificates.size() + "]";
        }
    }

    /// All that a file holds and that is known here.
    record Content(
            List<X509Certificate> certificates, List<PrivateKey> keys, List<PKCS10CertificationRequest> requests) {
        /// The keys are left out on purpose.
        @Override
        public String toString() {
            return "Content[]";
        }
    }

    /// A chain, and its key if it is there.
    public static Chain chain(byte[] pem) throws Unreadable {
        Content content = read(pem);
        if (content.certificates().isEmpty()) {
            throw new Unreadable("there is no certificate in it (-----BEGIN CERTIFICATE-----)");
        }
        if (content.keys().size() > 1) {
            throw new Unreadable("there are " + content.keys().size()
                    + " keys in it; send the certificate, its chain and one key (-----BEGIN PRIVATE KEY-----)");
        }
        return new Chain(
                content.certificates(),
                content.keys().isEmpty() ? null : content.keys().getFirst());
    }

    /// A chain and its key.
    public static Credential credential(byte[] pem) throws Unreadable {
        Chain chain = chain(pem);
        PrivateKey key = chain.key();
        if (key == null) {
            throw new Unreadable("there is no private key in it; send the certificate, its chain and one key"
                    + " (-----BEGIN PRIVATE KEY-----)");
        }
        return new Credential(chain.certificates(), key);
    }

    /// One or more certificates, nothing else.
    public static List<X509Certificate> certificates(byte[] pem) throws Unreadable {
        Content content = read(pem);
        if (!content.keys().isEmpty()) {
            throw new Unreadable("there is a private key in it; a trust anchor is a certificate only");
        }
        if (content.certificates().isEmpty()) {
            throw new Unreadable("there is no certificate in it (-----BEGIN CERTIFICATE-----)");
        }
        return content.certificates();
    }

    static Content read(byte[] pem) throws Unreadable {
        Content content = new Content(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (PEMParser parser = new PEMParser(new StringReader(new String(pem, StandardCharsets.UTF_8)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                take(each, content);
            }
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new Unreadable("it is not readable as PEM: " + e.getMessage());
        }
        return content;
    }

    private static void take(Object part, Content content) throws Unreadable, IOException, CertificateException {
        switch (part) {
            case X509CertificateHolder holder ->
                content.certificates().add(new JcaX509CertificateConverter().getCertificate(holder));
            case PrivateKeyInfo key -> content.keys().add(key(key));
            case PEMKeyPair pair -> content.keys().add(key(pair.getPrivateKeyInfo()));
            case PKCS10CertificationRequest request -> content.requests().add(request);
            case PEMEncryptedKeyPair encrypted -> throw new Unreadable(encryptedKey());
            case PKCS8EncryptedPrivateKeyInfo encrypted -> throw new Unreadable(encryptedKey());
            default -> {
                // parameters of an EC key and the like
            }
        }
    }

    private static PrivateKey key(PrivateKeyInfo info) throws Unreadable, IOException {
        String algorithm = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        String kind =
                switch (algorithm) {
                    case "1.2.840.113549.1.1.1" -> "RSA";
                    case "1.2.840.10045.2.1" -> "EC";
                    case "1.3.101.112" -> "Ed25519";
                    default -> throw new Unreadable("keys of the kind " + algorithm + " are not supported");
                };
        try {
            return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new Unreadable("the private key is not readable: " + e.getMessage());
        }
    }

    private static String encryptedKey() {
        return "the private key is encrypted; send it decrypted, or as PKCS#12 with its password";
    }

    /// @param password of the key store and its key
    public static Credential pkcs12(byte[] content, String password) throws Unreadable {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password.toCharArray());
            Enumeration<String> aliases = store.aliases();
            while (aliases.hasMoreElements()) {
                String alias = aliases.nextElement();
                if (store.isKeyEntry(alias)
                        && store.getKey(alias, password.toCharArray()) instanceof PrivateKey key
                        && store.getCertificateChain(alias) != null) {
                    return new Credential(x509(store.getCertificateChain(alias)), key);
                }
            }
            throw new Unreadable("there is no private key with a certificate in it");
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new Unreadable("it is not readable as PKCS#12 with this password: " + e.getMessage());
        }
    }

    private static List<X509Certificate> x509(Certificate[] chain) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate each : chain) {
            if (each instanceof X509Certificate certificate) {
                certificates.add(certificate);
            }
        }
        return certificates;
    }

    /// Chain and key as PEM.
    static String write(Credential credential) {
        return write(credential.chain()) + write(credential.key());
    }

    static String write(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    static String write(PKCS10CertificationRequest request) throws IOException {
        return block("CERTIFICATE REQUEST", request.getEncoded());
    }

    public static String write(List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate each : certificates) {
            try {
                pem.append(block("CERTIFICATE", each.getEncoded()));
            } catch (CertificateException e) {
                throw new IllegalStateException("a parsed certificate has an encoding", e);
            }
        }
        return pem.toString();
    }

    private static String block(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n" + LINES.encodeToString(content) + "\n-----END " + type + "-----\n";
    }
}
