package org.rehome.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The messages")
class MessagesTest {
    private final Messages messages = new Messages("partner.test", "example.test", 64);

    @Test
    @DisplayName("are stanzas of 250 bytes, each lane's between a pair of its own")
    void stanza() {
        byte[] bytes = new byte[2 * Messages.LENGTH];
        messages.put(bytes, Messages.LENGTH, 7, 10, 11);
        String text = new String(bytes, Messages.LENGTH, Messages.LENGTH, StandardCharsets.US_ASCII);
        assertThat(text)
                .startsWith("<message from='contact007@partner.test/bench' to='user007@example.test' type='chat'"
                        + " id='070000000a'><body>~070000000a000000000000000bThe quick")
                .endsWith("</body></message>")
                .hasSize(250);
        assertThat(bytes[Messages.LENGTH - 1]).isZero();
    }

    @Test
    @DisplayName("hold one marker each, which the sink finds")
    void marker() {
        byte[] bytes = new byte[2 * Messages.LENGTH];
        messages.put(bytes, 0, 1, 2, 3);
        messages.put(bytes, Messages.LENGTH, 63, 5, 6);
        List<String> found = new ArrayList<>();
        new MarkerScanner(Recorded.in(found)).scan(bytes, bytes.length);
        assertThat(found).containsExactly("1 2 3", "63 5 6");
    }

    @Test
    @DisplayName("are refused where they cannot be made")
    void refused() {
        assertThatThrownBy(() -> new Messages("partner.test", "example.test", 257))
                .hasMessage("lanes: from 1 to 256, not 257");
        assertThatThrownBy(() -> new Messages("partner.test", "example." + "very-".repeat(30) + "long.test", 1))
                .hasMessageContaining("too long");
    }
}
