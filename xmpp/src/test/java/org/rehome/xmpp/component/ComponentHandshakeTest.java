package org.rehome.xmpp.component;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ComponentHandshakeTest {

    @Test
    @DisplayName("L2, XEP-0114 §3: lower-case hex of SHA-1 over the stream id and the secret")
    void vector() {
        assertThat(ComponentHandshake.of("3BF96D32", "secret")).isEqualTo("b09ea9b3b7f586be8a08d0a3dd7466f110aeb136");
    }
}
