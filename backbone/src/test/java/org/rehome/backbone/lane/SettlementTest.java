package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settlement of a partition's offsets")
final class SettlementTest {
    @Test
    @DisplayName("commits the lowest unsettled offset, and lists what is settled above it")
    void outOfOrder() {
        Settlement settlement = new Settlement(10);
        for (long offset = 10; offset < 20; offset++) {
            assertThat(settlement.read(offset)).isTrue();
        }
        settlement.settle(12);
        settlement.settle(13);
        settlement.settle(19);
        assertThat(settlement.position()).isEqualTo(10);
        Settlement restored = Settlement.restored(settlement.position(), settlement.metadata());
        assertThat(restored.position()).isEqualTo(10);
        assertThat(restored.next()).isEqualTo(20);
        for (long offset = 10; offset < 20; offset++) {
            assertThat(restored.read(offset))
                    .as("offset %d", offset)
                    .isEqualTo(offset != 12 && offset != 13 && offset != 19);
        }
    }

    @Test
    @DisplayName("passes over offsets that hold no record, such as Kafka's transaction markers")
    void gaps() {
        Settlement settlement = new Settlement(0);
        settlement.read(0);
        settlement.read(5);
        settlement.settle(0);
        assertThat(settlement.position()).isEqualTo(5);
        settlement.settle(5);
        assertThat(settlement.position()).isEqualTo(6);
        assertThat(settlement.metadata()).isEmpty();
    }

    @Test
    @DisplayName("as random histories go, a restored settlement is as the one that was committed")
    void histories() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            long start = random.nextInt(1_000);
            Settlement settlement = new Settlement(start);
            TreeSet<Long> model = new TreeSet<>();
            long next = start;
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(3) > 0) {
                    next += random.nextInt(10) == 0 ? random.nextInt(300) : 0;
                    settlement.read(next);
                    model.add(next++);
                } else if (!model.isEmpty()) {
                    long floor = start + random.nextInt((int) (next - start));
                    Long offset = model.ceiling(floor);
                    if (offset != null) {
                        model.remove(offset);
                        settlement.settle(offset);
                    }
                }
            }
            assertThat(settlement.position())
                    .as("seed %d", seed)
                    .isEqualTo(model.isEmpty() ? settlement.next() : model.first());
            Settlement restored = Settlement.restored(settlement.position(), settlement.metadata());
            for (long offset = settlement.position(); offset < settlement.next(); offset++) {
                assertThat(restored.isUnsettled(offset))
                        .as("seed %d offset %d", seed, offset)
                        .isEqualTo(model.contains(offset));
            }
        }
    }

    @Test
    @DisplayName("never writes more metadata than Kafka keeps; what does not fit counts as unsettled")
    void bounded() {
        Settlement settlement = new Settlement(0);
        for (long offset = 0; offset < 20_000; offset++) {
            settlement.read(offset);
        }
        assertThat(settlement.crowded()).isFalse();
        for (long offset = 1; offset < 20_000; offset += 2) {
            settlement.settle(offset);
        }
        assertThat(settlement.crowded()).isTrue();
        assertThat(settlement.metadata().length()).isLessThanOrEqualTo(Settlement.MAX_METADATA - 8);
        Settlement restored = Settlement.restored(settlement.position(), settlement.metadata());
        assertThat(restored.isUnsettled(0)).isTrue();
        assertThat(restored.read(1)).isFalse();
        assertThat(restored.read(19_999)).isTrue();
    }

    @Test
    @DisplayName("holds, crowded with single offsets, all of them")
    void holdsWhatItSays() {
        Settlement settlement = new Settlement(0);
        long last = 0;
        for (long offset = 0; !settlement.crowded(); offset += 100) {
            for (long each = offset; each < offset + 100; each++) {
                settlement.read(each);
                if (each > offset) {
                    settlement.settle(each);
                }
                last = each;
            }
        }
        Settlement restored = Settlement.restored(settlement.position(), settlement.metadata());
        assertThat(restored.read(last)).isFalse();
    }

    @Test
    @DisplayName("refuses to settle what was not read, and metadata that ends within a number")
    void refuses() {
        Settlement settlement = new Settlement(0);
        assertThatThrownBy(() -> settlement.settle(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Settlement.restored(0, "gA==")).isInstanceOf(IllegalArgumentException.class);
    }
}
