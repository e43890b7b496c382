package org.rehome.lab.certificate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// A private key with its certificate chain, the leaf first.
public record LabIdentity(PrivateKey key, List<X509Certificate> chain) {
    public LabIdentity {
        requireNonNull(key, "key");
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a certificate chain has at least a leaf");
        }
    }

    /// The identity under the only alias of a key store.
    public static LabIdentity of(KeyStore store, char[] password) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.getKey(alias, password) instanceof PrivateKey key) {
                List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(alias))
                        .map(X509Certificate.class::cast)
                        .toList();
                return new LabIdentity(key, chain);
            }
        }
        throw new IllegalArgumentException("the key store holds no private key");
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /// The identity as a PKCS#12 key store.
    public KeyStore keyStore(char[] password) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, password);
        store.setKeyEntry("lab", key, password, chain.toArray(Certificate[]::new));
        return store;
    }

    /// The chain and then the key, as PEM (RFC 7468).
    public String pem() {
        return chainPem() + Pem.block("PRIVATE KEY", key.getEncoded());
    }

    /// The same with the key in the older form of RFC 5915: ejabberd 23.01 finds no elliptic key in PKCS #8.
    public String olderPem() {
        if (!(key instanceof ECPrivateKey elliptic)) {
            throw new IllegalStateException("RFC 5915 is about elliptic keys, not " + key.getAlgorithm());
        }
        var pair = SubjectPublicKeyInfo.getInstance(leaf().getPublicKey().getEncoded());
        ASN1Encodable curve = pair.getAlgorithm().getParameters();
        int bits = elliptic.getParams().getOrder().bitLength();
        var form = new org.bouncycastle.asn1.sec.ECPrivateKey(bits, elliptic.getS(), pair.getPublicKeyData(), curve);
        try {
            return chainPem() + Pem.block("EC PRIVATE KEY", form.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException("a key that cannot be encoded", e);
        }
    }

    private String chainPem() {
        StringBuilder pem = new StringBuilder();
        chain.forEach(certificate -> pem.append(Pem.of(certificate)));
        return pem.toString();
    }
}
