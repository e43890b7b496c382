package org.rehome.lab.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An identity")
class LabIdentityTest {
    private static final LabIdentity IDENTITY = LabAuthority.create("Test CA").identity("a.test");

    @Test
    @DisplayName("in the older form has the same key, with its public part (RFC 5915)")
    void olderForm() throws Exception {
        String pem = IDENTITY.olderPem();
        int second = pem.indexOf("-----BEGIN EC PRIVATE KEY-----");
        assertThat(Pem.certificates(pem.substring(0, second))).isEqualTo(List.of(IDENTITY.leaf()));
        String key = pem.substring(second);
        var pair = new JcaPEMKeyConverter().getKeyPair((PEMKeyPair) new PEMParser(new StringReader(key)).readObject());
        assertThat(pair.getPublic().getEncoded())
                .isEqualTo(IDENTITY.leaf().getPublicKey().getEncoded());
        assertThat(((ECPrivateKey) pair.getPrivate()).getS()).isEqualTo(((ECPrivateKey) IDENTITY.key()).getS());
    }
}
