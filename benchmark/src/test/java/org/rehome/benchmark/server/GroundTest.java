package org.rehome.benchmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rehome.lab.certificate.LabIdentity;
import org.rehome.lab.certificate.Pem;

@DisplayName("The ground")
class GroundTest {
    @Test
    @DisplayName(
            "has the partner's certificate in a file that only its owner reads, for both directions of a connection")
    void partner(@TempDir Path folder) throws Exception {
        Ground ground = Ground.in(Path.of("."), folder.resolve("bench"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = ground.password().toCharArray();
        store.load(new ByteArrayInputStream(Files.readAllBytes(ground.partnerIdentity())), password);
        LabIdentity partner = LabIdentity.of(store, password);
        partner.leaf().verify(Pem.certificates(ground.authority()).getFirst().getPublicKey());
        assertThat(partner.leaf().getExtendedKeyUsage()).hasSize(2);
        assertThat(Files.getPosixFilePermissions(ground.partnerIdentity()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
}
