package org.rehome.edge.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.edge.trust.Anchors;

/// The authorities whose certificates prove a partner's domain: those of the folder `authorities`, one PEM file each,
/// and the public ones of the platform if wanted. One of the folder may be trusted for some domains alone.
public final class AuthorityStore {
    private static final Logger LOG = Logger.getLogger(AuthorityStore.class);
    private static final String ENDING = ".pem";

    private final DataFolder folder;
    private final Set<X509Certificate> publicAuthorities;
    private final AtomicReference<Trusted> trusted = new AtomicReference<>(new Trusted(Map.of(), Anchors.of(Set.of())));

    private record Trusted(Map<String, Authority> byName, Anchors anchors) {}

    /// @param withPublic whether the platform's public authorities are trusted too
    public AuthorityStore(Path data, boolean withPublic) throws IOException {
        this.folder = new DataFolder(data.resolve("authorities"));
        this.publicAuthorities = withPublic ? platform() : Set.of();
        Map<String, Authority> found = new HashMap<>();
        for (Path file : folder.files(ENDING)) {
            String name = file.getFileName().toString();
            try {
                found.put(name.substring(0, name.length() - ENDING.length()), Authority.read(Files.readAllBytes(file)));
            } catch (Pem.Unreadable e) {
                LOG.errorf("authority file not readable error=%s", file + ": " + e.getMessage());
            }
        }
        replace(found);
    }

    private static Set<X509Certificate> platform() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((@Nullable KeyStore) null);
            Set<X509Certificate> all = new LinkedHashSet<>();
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager manager) {
                    all.addAll(List.of(manager.getAcceptedIssuers()));
                }
            }
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's authorities cannot be read", e);
        }
    }

    private void replace(Map<String, Authority> byName) {
        Set<X509Certificate> everywhere = new LinkedHashSet<>(publicAuthorities);
        Map<X509Certificate, Set<Domain>> limited = new HashMap<>();
        for (Authority each : byName.values()) {
            if (each.domains().isEmpty()) {
                everywhere.addAll(each.certificates());
            } else {
                each.certificates()
                        .forEach(certificate -> limited.computeIfAbsent(certificate, first -> new HashSet<>())
                                .addAll(each.domains()));
            }
        }
        trusted.set(new Trusted(Map.copyOf(byName), new Anchors(everywhere, limited)));
    }

    /// All trust anchors.
    public Anchors anchors() {
        return trusted.get().anchors();
    }

    /// The configured ones by their name.
    public Map<String, Authority> configured() {
        return new TreeMap<>(trusted.get().byName());
    }

    public Optional<Authority> find(String name) {
        return Optional.ofNullable(trusted.get().byName().get(name));
    }

    /// Trusts it from the next handshake on.
    ///
    /// @throws IOException when the file cannot be written; nothing was changed then
    public synchronized void put(String name, Authority authority) throws IOException {
        folder.write(name + ENDING, authority.write());
        Map<String, Authority> next = new HashMap<>(trusted.get().byName());
        next.put(name, authority);
        replace(next);
    }

    /// @return false when there is none of that name
    public synchronized boolean remove(String name) throws IOException {
        Map<String, Authority> next = new HashMap<>(trusted.get().byName());
        if (next.remove(name) == null) {
            return false;
        }
        Files.deleteIfExists(folder.file(name + ENDING));
        replace(next);
        return true;
    }
}
