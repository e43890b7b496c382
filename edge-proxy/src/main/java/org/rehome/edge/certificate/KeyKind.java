package org.rehome.edge.certificate;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/// The kinds of keys that are made here.
public enum KeyKind {
    /// On the curve P-256.
    EC("SHA256withECDSA"),
    /// Of 3072 bits.
    RSA("SHA256withRSA");

    private static final int RSA_BITS = 3072;

    private final String signature;

    KeyKind(String signature) {
        this.signature = signature;
    }

    /// How such a key signs, by the name that Java has for it.
    public String signature() {
        return signature;
    }

    public KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(name());
            switch (this) {
                case EC -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case RSA -> generator.initialize(RSA_BITS);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + name(), e);
        }
    }
}
