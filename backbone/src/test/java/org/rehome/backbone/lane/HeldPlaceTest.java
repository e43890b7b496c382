package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The id of a held stanza")
final class HeldPlaceTest {

    @ParameterizedTest
    @ValueSource(strings = {"inbound/0/0", "outbound/11/1234567890123"})
    @DisplayName("is read as it was written")
    void roundTrip(String id) {
        assertThat(HeldPlace.parse(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "inbound/1",
                "sideways/1/2",
                "inbound/-1/2",
                "inbound/1/2/3",
                "inbound/1/99999999999999999999"
            })
    @DisplayName("is refused in any other form, with an example of the right one")
    void refused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeldPlace.parse(id))
                .withMessageContaining("\"" + id + "\"")
                .withMessageContaining("outbound/3/1234");
    }

    @Test
    @DisplayName("orders by direction, partition and offset, as numbers")
    void order() {
        assertThat(Stream.of("outbound/0/0", "inbound/10/3", "inbound/9/20", "inbound/9/3")
                        .map(HeldPlace::parse)
                        .sorted()
                        .map(HeldPlace::toString))
                .containsExactly("inbound/9/3", "inbound/9/20", "inbound/10/3", "outbound/0/0");
    }
}
