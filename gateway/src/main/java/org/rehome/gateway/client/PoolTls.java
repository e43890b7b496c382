package org.rehome.gateway.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.util.TLSUtils;

/// Whose certificate a test user accepts for its pool. The file of authorities is read at each login, so
/// that a new one needs no restart.
final class PoolTls {
    private PoolTls() {}

    /// @return empty for the machine's authorities
    static Optional<X509TrustManager> trust(TestUser user) throws IOException, GeneralSecurityException {
        if (user.tls() != ClientTls.VERIFIED) {
            return Optional.of(new TLSUtils.AcceptAllTrustManager());
        }
        return user.authorities().isEmpty()
                ? Optional.empty()
                : Optional.of(authorities(user.authorities().get()));
    }

    /// @param file PEM
    static X509TrustManager authorities(Path file) throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream pem = Files.newInputStream(file)) {
            certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("there is no certificate in " + file);
        }
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate each : certificates) {
            trusted.setCertificateEntry("authority-" + trusted.size(), each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
