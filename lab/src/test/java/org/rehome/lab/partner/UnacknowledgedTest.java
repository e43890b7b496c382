package org.rehome.lab.partner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.lab.stanza.Stanza;

@DisplayName("What a peer has not acknowledged")
final class UnacknowledgedTest {
    private final Unacknowledged stanzas = new Unacknowledged();

    private static List<Stanza> numbered(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Stanza.message("juliet@b.test", "m" + i, "x"))
                .toList();
    }

    private static List<String> ids(List<Stanza> stanzas) {
        return stanzas.stream().map(Stanza::id).toList();
    }

    @Test
    @DisplayName("is written again by the next stream, before what none has carried")
    void nextStream() {
        stanzas.add(numbered(0, 3));
        stanzas.written(3);
        assertThat(stanzas.acknowledged(1)).isEqualTo(1);
        stanzas.add(numbered(3, 5));
        assertThat(ids(stanzas.unwritten())).containsExactly("m3", "m4");
        stanzas.newStream();
        assertThat(ids(stanzas.unwritten())).containsExactly("m1", "m2", "m3", "m4");
        stanzas.written(4);
        assertThat(stanzas.acknowledged(4)).isEqualTo(4);
        assertThat(stanzas.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("is kept when no stream can be had; what none has carried is given back")
    void givenBack() {
        stanzas.add(numbered(0, 2));
        stanzas.written(2);
        stanzas.newStream();
        stanzas.add(numbered(2, 4));
        assertThat(ids(stanzas.takeNeverWritten())).containsExactly("m2", "m3");
        assertThat(ids(stanzas.unwritten())).containsExactly("m0", "m1");
    }

    @Test
    @DisplayName("XEP-0198 §4: more than was written cannot be acknowledged")
    void tooMany() {
        stanzas.add(numbered(0, 2));
        stanzas.written(1);
        assertThatThrownBy(() -> stanzas.acknowledged(2)).isInstanceOf(IllegalArgumentException.class);
    }
}
