package org.rehome.edge.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.InvalidAddress;
import org.rehome.edge.certificate.Credential;
import org.rehome.edge.certificate.CredentialCheck;
import org.rehome.edge.certificate.Flaw;

/// Our certificates, one file a domain: `certificates/<domain>.pem`, chain and key. Each handshake asks for the one in
/// use, so a new one serves the next handshake and open streams live on. A file that was changed by hand is taken over
/// when it is good; else the one in use stays.
public final class CertificateStore {
    private static final Logger LOG = Logger.getLogger(CertificateStore.class);
    private static final String ENDING = ".pem";

    private final DataFolder folder;
    private final InstantSource clock;
    private final AtomicReference<Map<Domain, Credential>> inUse = new AtomicReference<>(Map.of());
    private final Map<Path, FileTime> seen = new HashMap<>();

    /// What came of an import.
    public sealed interface Import {
        record Activated(Credential credential) implements Import {}

        /// Nothing was changed.
        record Refused(List<Flaw> flaws) implements Import {
            public Refused {
                flaws = List.copyOf(flaws);
            }
        }
    }

    /// Reads what is there. Call `rescan` to take over what was changed since.
    public CertificateStore(Path data, InstantSource clock) throws IOException {
        this.folder = new DataFolder(data.resolve("certificates"));
        this.clock = clock;
        rescan();
    }

    /// The certificate for a domain of ours: its own, else one that covers it.
    public Optional<Credential> find(Domain domain) {
        Map<Domain, Credential> all = inUse.get();
        Credential own = all.get(domain);
        if (own != null) {
            return Optional.of(own);
        }
        return all.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .filter(each -> each.covers(domain))
                .max(Comparator.comparing(Credential::notAfter));
    }

    /// All certificates by the domain that they were imported for.
    public Map<Domain, Credential> all() {
        return new TreeMap<>(inUse.get());
    }

    /// Checks a certificate, keeps it, and uses it from the next handshake on.
    ///
    /// @throws IOException when the file cannot be written; nothing was changed then
    public synchronized Import put(Domain domain, Credential credential) throws IOException {
        List<Flaw> flaws = CredentialCheck.flaws(domain, credential, clock.instant());
        if (!flaws.isEmpty()) {
            return new Import.Refused(flaws);
        }
        String name = domain.ascii() + ENDING;
        folder.write(name, Pem.write(credential).getBytes(StandardCharsets.US_ASCII));
        seen.put(folder.file(name), Files.getLastModifiedTime(folder.file(name)));
        use(domain, credential);
        return new Import.Activated(credential);
    }

    private void use(Domain domain, Credential credential) {
        Map<Domain, Credential> next = new HashMap<>(inUse.get());
        next.put(domain, credential);
        inUse.set(Map.copyOf(next));
    }

    /// Takes over the files that were changed.
    ///
    /// @return the domains whose certificate is another one now
    public synchronized List<Domain> rescan() throws IOException {
        List<Domain> changed = new ArrayList<>();
        for (Path file : folder.files(ENDING)) {
            FileTime time = Files.getLastModifiedTime(file);
            if (!time.equals(seen.put(file, time))) {
                load(file).ifPresent(changed::add);
            }
        }
        return changed;
    }

    private Optional<Domain> load(Path file) throws IOException {
        String name = file.getFileName().toString();
        try {
            Domain domain = Domain.parse(java.net.IDN.toUnicode(name.substring(0, name.length() - ENDING.length())));
            Credential credential = Pem.credential(Files.readAllBytes(file));
            List<Flaw> flaws = CredentialCheck.flaws(domain, credential, clock.instant());
            if (!flaws.isEmpty() && inUse.get().containsKey(domain)) {
                LOG.errorf("certificate file refused, the one in use stays local=%s error=%s", domain, reasons(flaws));
                return Optional.empty();
            }
            if (!flaws.isEmpty()) {
                LOG.warnf("certificate in use has flaws local=%s error=%s", domain, reasons(flaws));
            }
            Credential before = inUse.get().get(domain);
            use(domain, credential);
            boolean same = before != null && before.fingerprint().equals(credential.fingerprint());
            return same ? Optional.empty() : Optional.of(domain);
        } catch (Pem.Unreadable | InvalidAddress e) {
            LOG.errorf("certificate file not readable error=%s", file + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String reasons(List<Flaw> flaws) {
        return String.join("; ", flaws.stream().map(Flaw::reason).toList());
    }
}
