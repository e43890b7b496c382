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
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
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

    /// A chain and its key.
    public static Credential credential(byte[] pem) throws Unreadable {
        List<X509Certificate> chain = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        read(pem, chain, keys);
        if (chain.isEmpty()) {
            throw new Unreadable("there is no certificate in it (-----BEGIN CERTIFICATE-----)");
        }
        if (keys.size() != 1) {
            throw new Unreadable("there " + (keys.isEmpty() ? "is no private key" : "are " + keys.size() + " keys")
                    + " in it; send the certificate, its chain and one key (-----BEGIN PRIVATE KEY-----)");
        }
        return new Credential(chain, keys.getFirst());
    }

    /// One or more certificates, nothing else.
    public static List<X509Certificate> certificates(byte[] pem) throws Unreadable {
        List<X509Certificate> certificates = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        read(pem, certificates, keys);
        if (!keys.isEmpty()) {
            throw new Unreadable("there is a private key in it; a trust anchor is a certificate only");
        }
        if (certificates.isEmpty()) {
            throw new Unreadable("there is no certificate in it (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    private static void read(byte[] pem, List<X509Certificate> certificates, List<PrivateKey> keys) throws Unreadable {
        JcaX509CertificateConverter certificateConverter = new JcaX509CertificateConverter();
        try (PEMParser parser = new PEMParser(new StringReader(new String(pem, StandardCharsets.UTF_8)))) {
            for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
                switch (each) {
                    case X509CertificateHolder holder -> certificates.add(certificateConverter.getCertificate(holder));
                    case PrivateKeyInfo key -> keys.add(key(key));
                    case PEMKeyPair pair -> keys.add(key(pair.getPrivateKeyInfo()));
                    case PEMEncryptedKeyPair encrypted -> throw new Unreadable(encryptedKey());
                    case PKCS8EncryptedPrivateKeyInfo encrypted -> throw new Unreadable(encryptedKey());
                    default -> {
                        // parameters of an EC key and the like
                    }
                }
            }
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new Unreadable("it is not readable as PEM: " + e.getMessage());
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
        return write(credential.chain()) + block("PRIVATE KEY", credential.key().getEncoded());
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
