package org.rehome.dns.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordSetTest {

    @Test
    void what_is_written_is_read_again_whatever_is_in_it() {
        for (int seed = 0; seed < 500; seed++) {
            RecordSet set = new RandomRecords(new Random(seed)).set(DnsName.parse("x.example.test"));
            assertThat(RecordSet.parse(set.lines())).as("seed %d", seed).isEqualTo(set);
        }
    }

    @Test
    void the_order_of_the_records_makes_no_difference() {
        for (int seed = 0; seed < 100; seed++) {
            RecordSet set = new RandomRecords(new Random(seed)).set(DnsName.parse("x.example.test"));
            List<RecordData> shuffled = new ArrayList<>(set.data());
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(new RecordSet(set.key(), set.ttl(), shuffled))
                    .as("seed %d", seed)
                    .isEqualTo(set);
        }
    }

    @Test
    void a_TTL_does_not_count_when_data_are_compared_RFC_2136_section_2_4_2() {
        RecordSet one = RecordSet.of(DnsName.parse("a.test"), 60, RecordData.address("192.0.2.1"));
        RecordSet other = RecordSet.of(DnsName.parse("a.test"), 300, RecordData.address("192.0.2.1"));
        assertThat(RecordSet.sameData(one, other)).isTrue();
        assertThat(RecordSet.sameData(one, null)).isFalse();
        assertThat(RecordSet.sameData(null, null)).isTrue();
        assertThat(one).isNotEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.test. 60 IN A",
                "a.test. x IN A 192.0.2.1",
                "a.test. 60 CH A 192.0.2.1",
                "a.test. 60 IN MX 10 b.test.",
                "a.test. 60 IN A 2001:db8::1",
                "a.test. -1 IN A 192.0.2.1",
                "a.test. 60 IN SRV 1 2 3",
                "a.test. 60 IN SRV 1 2 x b.test.",
                "a.test. 60 IN TXT unquoted",
                "a.test. 60 IN TXT \"open",
                "a..test. 60 IN A 192.0.2.1"
            })
    void a_line_that_is_no_record_is_refused(String line) {
        assertThatThrownBy(() -> RecordSet.parse(List.of(line))).isInstanceOf(InvalidRecords.class);
    }

    @Test
    void lines_of_two_sets_are_refused() {
        assertThatThrownBy(() -> RecordSet.parse(List.of("a.test. 60 IN A 192.0.2.1", "b.test. 60 IN A 192.0.2.1")))
                .isInstanceOf(InvalidRecords.class);
        assertThatThrownBy(() -> RecordSet.parse(List.of("a.test. 60 IN A 192.0.2.1", "a.test. 61 IN A 192.0.2.2")))
                .isInstanceOf(InvalidRecords.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "a b", "a/b", "ü.test", "a\\032b.test"})
    void a_text_that_is_no_name_is_refused(String text) {
        assertThatThrownBy(() -> DnsName.parse(text)).isInstanceOf(InvalidRecords.class);
    }

    @Test
    void names_are_bounded_RFC_1035_section_2_3_4() {
        String label = "a".repeat(63);
        assertThat(DnsName.parse(label + ".test").text()).hasSize(68);
        assertThatThrownBy(() -> DnsName.parse(label + "a.test")).isInstanceOf(InvalidRecords.class);
        assertThatThrownBy(() -> DnsName.parse((label + ".").repeat(4) + "test"))
                .isInstanceOf(InvalidRecords.class);
    }
}
