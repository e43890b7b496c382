package org.rehome.edge.acknowledgement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rehome.conformance.Requirement.H2;
import static org.rehome.conformance.Requirement.H4;
import static org.rehome.conformance.Requirement.H6;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.conformance.Spec;
import org.rehome.edge.acknowledgement.Unacknowledged.Reading;
import org.rehome.edge.acknowledgement.Unacknowledged.Share;

@DisplayName("What a peer has not acknowledged")
final class UnacknowledgedTest {
    private static final long LARGEST = 4_294_967_295L;

    /// A counter that has come so far.
    private static Unacknowledged<String> at(long count) {
        Unacknowledged<String> stream = new Unacknowledged<>();
        long left = count;
        while (left > 0) {
            int step = (int) Math.min(left, Integer.MAX_VALUE);
            stream.sent("before", step);
            left -= step;
            assertThat(stream.acknowledged(StanzaCount.wrapped(count - left))).isInstanceOf(Reading.Confirmed.class);
        }
        return stream;
    }

    @ParameterizedTest(name = "{0} acknowledged, {1} more sent, h={2}: {3}")
    @DisplayName("H2, H4: is what the number says, modulo 2^32")
    @Spec({H2, H4})
    @CsvSource({
        "0, 3, 0, confirmed 0",
        "0, 3, 2, confirmed 2",
        "0, 3, 3, confirmed 3",
        "0, 3, 4, too high of 3",
        "0, 0, 1, too high of 0",
        "7, 3, 7, confirmed 0",
        "7, 3, 10, confirmed 3",
        "7, 3, 11, too high of 10",
        "7, 3, 6, gone back from 7",
        "7, 3, 0, gone back from 7",
        "7, 3, 4294967295, gone back from 7",
        "0, 3, 4294967295, gone back from 0",
        // the number after 2^32-1 is 0
        "4294967295, 3, 4294967295, confirmed 0",
        "4294967295, 3, 0, confirmed 1",
        "4294967295, 3, 2, confirmed 3",
        "4294967295, 3, 3, too high of 2",
        "4294967295, 3, 4294967294, gone back from 4294967295",
        "4294967296, 3, 1, confirmed 1",
        "4294967296, 3, 4294967295, gone back from 0",
    })
    void table(long before, int sent, long h, String expected) {
        Unacknowledged<String> stream = at(before);
        stream.sent("lane", sent);
        assertThat(word(stream.acknowledged(h))).isEqualTo(expected);
    }

    private static String word(Reading<String> reading) {
        return switch (reading) {
            case Reading.Confirmed<String>(var shares) ->
                "confirmed " + shares.stream().mapToInt(Share::stanzas).sum();
            case Reading.Refused<String>(Miscount.TooHigh(var h, var sent)) -> "too high of " + sent;
            case Reading.Refused<String>(Miscount.GoneBack(var h, var before)) -> "gone back from " + before;
        };
    }

    @Test
    @DisplayName("H6: belongs to who sent it, in the order of sending")
    @Spec(H6)
    void shares() {
        Unacknowledged<String> stream = new Unacknowledged<>();
        stream.sent("lane", 2);
        stream.sent("own", 1);
        stream.sent("lane", 0);
        stream.sent("own", 1);
        stream.sent("lane", 3);
        assertThat(stream.acknowledged(1)).isEqualTo(new Reading.Confirmed<>(List.of(new Share<>("lane", 1))));
        assertThat(stream.acknowledged(5))
                .isEqualTo(new Reading.Confirmed<>(
                        List.of(new Share<>("lane", 1), new Share<>("own", 2), new Share<>("lane", 1))));
        assertThat(stream.acknowledged(9)).isInstanceOf(Reading.Refused.class);
        assertThat(stream.acknowledged(7)).isEqualTo(new Reading.Confirmed<>(List.of(new Share<>("lane", 2))));
        assertThat(stream.acknowledged(7)).isEqualTo(new Reading.Confirmed<>(List.of()));
    }

    @Test
    @DisplayName("is never less than nothing")
    void negative() {
        assertThatThrownBy(() -> new Unacknowledged<String>().sent("lane", -1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @DisplayName(
            "H2, H4: generated, over the wrap: each stanza is told once, to its sender, in order; nonsense changes nothing")
    @Spec({H2, H4})
    @ValueSource(longs = {1, 2, 3, 198, 6120})
    void generated(long seed) {
        Random random = new Random(seed);
        Unacknowledged<String> stream = at(LARGEST - 2_000);
        Deque<String> model = new ArrayDeque<>();
        long acknowledged = LARGEST - 2_000;
        for (int i = 0; i < 5_000; i++) {
            String sender = "s" + random.nextInt(3);
            int count = random.nextInt(4);
            stream.sent(sender, count);
            for (int k = 0; k < count; k++) {
                model.add(sender);
            }
            int wrong = 1 + random.nextInt(1_000);
            assertThat(word(stream.acknowledged(StanzaCount.wrapped(acknowledged + model.size() + wrong))))
                    .startsWith("too high");
            assertThat(word(stream.acknowledged(StanzaCount.wrapped(acknowledged - wrong))))
                    .startsWith("gone back");
            int more = random.nextInt(model.size() + 1);
            acknowledged += more;
            List<String> told = new ArrayList<>();
            if (stream.acknowledged(StanzaCount.wrapped(acknowledged))
                    instanceof Reading.Confirmed<String>(var shares)) {
                shares.forEach(each -> told.addAll(java.util.Collections.nCopies(each.stanzas(), each.sender())));
            }
            List<String> expected = new ArrayList<>();
            for (int k = 0; k < more; k++) {
                expected.add(model.remove());
            }
            assertThat(told).isEqualTo(expected);
        }
        assertThat(acknowledged).isGreaterThan(LARGEST);
    }
}
