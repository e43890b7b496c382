package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.event.LedgerEvent.PartnerAccount;

/// Generated histories: random lanes, blocks, streams that end, transactions that fail, crashes at any step.
@DisplayName("The lanes of a partition")
final class PartitionLanesPropertyTest {
    private static final int HISTORIES = 3_000;
    private static final int STEPS = 300;

    @Test
    @DisplayName("P1 to P3: without faults, every stanza goes out once and in order, however its lane was held")
    void withoutFaults() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            LaneHistory history = run(seed, false);
            check(seed, history);
            history.processed.forEach((lane, numbers) -> assertThat(new HashSet<>(numbers))
                    .as("duplicates on %s", lane)
                    .hasSameSizeAs(numbers));
        }
    }

    @Test
    @DisplayName(
            "P1, P2: with streams that end and crashes at any step, nothing is lost, first occurrences are in order,"
                    + " and only what was in doubt comes twice")
    void withFaults() {
        int crashes = 0;
        for (long seed = 0; seed < HISTORIES; seed++) {
            LaneHistory history = run(seed, true);
            check(seed, history);
            crashes += history.crashes;
        }
        assertThat(crashes).isGreaterThan(HISTORIES);
    }

    private static LaneHistory run(long seed, boolean faults) {
        LaneHistory history = new LaneHistory(seed, faults);
        try {
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            assertThat(history.settle()).as("comes to an end").isTrue();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e, e);
        }
        return history;
    }

    private static void checkLedger(long seed, LaneHistory history) {
        assertThat(history.imbalance)
                .as("seed %d: the ledger balances at every step", seed)
                .isZero();
        PartitionAccounted account = history.note();
        long published = history.published().values().stream()
                .mapToLong(Integer::longValue)
                .sum();
        long accepted =
                account.partners().stream().mapToLong(PartnerAccount::accepted).sum();
        assertThat(accepted).as("seed %d: accepted", seed).isLessThanOrEqualTo(published);
        if (history.crashes == 0 || history.isAccountedFromTheBeginning()) {
            assertThat(accepted).as("seed %d: accepted", seed).isEqualTo(published);
        }
        assertThat(account.partners())
                .as("seed %d", seed)
                .allSatisfy(each -> assertThat(each.accepted()).isEqualTo(each.settled()))
                .allSatisfy(each -> assertThat(each.held()).isZero())
                .allSatisfy(each -> assertThat(each.unattributed()).isNotNegative());
        if (history.crashes == 0) {
            assertThat(account.partners()).as("seed %d", seed).allSatisfy(each -> assertThat(each.unattributed())
                    .isZero());
        }
    }

    private static void check(long seed, LaneHistory history) {
        history.published().forEach((lane, count) -> {
            List<Integer> came = history.processed.getOrDefault(lane, List.of());
            Set<Integer> back = history.returned.getOrDefault(lane, Set.of());
            List<Integer> first = new ArrayList<>();
            Set<Integer> seen = new HashSet<>();
            for (Integer number : came) {
                if (seen.add(number)) {
                    // one that went back, and after a crash was decided about anew, has had its turn
                    if (!back.contains(number)) {
                        first.add(number);
                    }
                } else {
                    assertThat(history.maybeTwice)
                            .as("seed %d: duplicates that no fault explains", seed)
                            .contains(lane + "#" + number);
                }
            }
            assertThat(first).as("seed %d: order on %s", seed, lane).isSorted();
            for (int number = 1; number <= count; number++) {
                assertThat(seen.contains(number) || back.contains(number))
                        .as("seed %d: %s#%d is lost", seed, lane, number)
                        .isTrue();
            }
        });
        checkLedger(seed, history);
        assertThat(history.mostInMemory)
                .as("seed %d: stanzas in memory", seed)
                .isLessThanOrEqualTo(LaneHistory.LIMITS.stanzas() + 2 * 20);
    }
}
