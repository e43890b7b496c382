package org.rehome.xmpp.dialback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.F1;
import static org.rehome.conformance.Requirement.F2;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rehome.conformance.Spec;
import org.rehome.contracts.address.Domain;

final class DialbackKeyTest {

    @ParameterizedTest
    @CsvSource({
        "s3cr3tf0rd14lb4ck, xmpp.example.com, example.org, D60000229F,"
                + " 37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643",
        "s3cr3tf0rd14lb4ck, montague.example, capulet.example, D60000229F,"
                + " b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3",
        "d14lb4ck43v3r, capulet.example, montague.example, 417GAF25,"
                + " 225cc5aa6a071133249d25fef42ae516fc7a86c523aa1c6980a7f73e784c972d"
    })
    @DisplayName("F1, XEP-0185 §2: the key of each published vector")
    @Spec(F1)
    void vectors(String secret, String receiving, String originating, String streamId, String key) {
        assertThat(DialbackKey.of(secret, Domain.parse(receiving), Domain.parse(originating), streamId))
                .isEqualTo(key);
    }

    @Test
    @DisplayName("F2: white space around a key does not count, anything else does")
    @Spec(F2)
    void matches() {
        assertThat(DialbackKey.matches("abc", "\n abc ")).isTrue();
        assertThat(DialbackKey.matches("abc", "abd")).isFalse();
        assertThat(DialbackKey.matches("abc", "ab")).isFalse();
        assertThat(DialbackKey.matches("abc", "")).isFalse();
    }
}
