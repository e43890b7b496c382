package org.rehome.benchmark.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.UUID;
import org.rehome.lab.certificate.LabAuthority;
import org.rehome.lab.certificate.LabIdentity;

/// What every run stands on: the two domains, an authority that both sides trust, and the partner's
/// certificate.
public final class Ground {
    /// The domain that sends.
    public static final String PARTNER = "partner.test";

    /// The domain that receives.
    public static final String DOMAIN = "example.test";

    private final Path root;
    private final Path folder;
    private final LabAuthority authority = LabAuthority.create("Rehome benchmark");
    private final String password = UUID.randomUUID().toString();

    private Ground(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
    }

    /// @param root the checkout, for its scripts
    /// @param folder for everything that is written; others may pass through it, to folders of theirs
    public static Ground in(Path root, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var ground = new Ground(root, folder);
        ground.writePartner();
        return ground;
    }

    /// For both directions: ejabberd before 25.07 refuses a client whose certificate is for servers only.
    private void writePartner() throws IOException {
        LabIdentity partner = authority.identity(PARTNER);
        Files.createFile(
                partnerIdentity(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream file = Files.newOutputStream(partnerIdentity())) {
            partner.keyStore(password.toCharArray()).store(file, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("the partner's certificate cannot be stored in " + partnerIdentity(), e);
        }
    }

    Path root() {
        return root;
    }

    public Path folder() {
        return folder;
    }

    /// The file of the partner's key and certificate, PKCS#12.
    public Path partnerIdentity() {
        return folder.resolve("partner.p12");
    }

    /// Of [#partnerIdentity], and the secret of component streams.
    public String password() {
        return password;
    }

    /// The authority's certificate, PEM.
    String authority() {
        return authority.pem();
    }

    /// A key and certificate for the receiving domain, PEM: the chain, then the key.
    String serverIdentity() {
        return authority.identity(DOMAIN).olderPem();
    }
}
