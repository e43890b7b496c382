package org.rehome.dns.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RandomRecords;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;

/// Plans by chance on a zone by chance: what holds for all of them.
class PlanPropertyTest {
    private static final int CASES = 400;

    private record Case(int seed, DesiredRecords desired, ModelZone zone, Plan plan) {}

    /// Those of the seeds that give a plan; most do.
    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            DesiredRecords desired = desired(random);
            Map<RecordKey, RecordSet> present = new HashMap<>();
            for (RecordKey key : Planner.toRead(desired)) {
                if (key.type() != RecordType.TXT && random.nextInt(3) > 0) {
                    present.put(key, new RandomRecords(random).set(key));
                }
            }
            if (random.nextBoolean()) {
                RecordSet fence =
                        new Fence(random.nextInt(100), new UUID(seed, seed), "a".repeat(64)).record(Example.DOMAIN);
                present.put(fence.key(), fence);
            }
            if (Planner.plan(new UUID(1, seed), desired, present, List.of())
                    instanceof Planner.Planned.Made(var plan)) {
                cases.add(new Case(seed, desired, new ModelZone(present), plan));
            }
        }
        assertThat(cases).hasSizeGreaterThan(CASES / 2);
        return cases;
    }

    private static DesiredRecords desired(Random random) {
        List<DesiredEdge> edges = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            List<RecordData> addresses = new ArrayList<>();
            if (random.nextInt(4) > 0) {
                addresses.add(RecordData.address("192.0.2." + (1 + random.nextInt(4))));
            }
            if (random.nextInt(4) == 0) {
                addresses.add(RecordData.address("2001:db8::" + (1 + random.nextInt(4))));
            }
            edges.add(new DesiredEdge(
                    DnsName.parse("host" + i + ".example.test"), 5269, 10, random.nextInt(2), addresses));
        }
        return new DesiredRecords(Example.DOMAIN, Example.ZONE, edges, 1 + random.nextInt(1000));
    }

    @Test
    void applied_it_gives_the_desired_records_and_rolled_back_what_was_before() {
        for (Case each : cases()) {
            Map<RecordKey, RecordSet> before = each.zone().sets();
            assertThat(each.zone().update(each.plan().update()))
                    .as("seed %d", each.seed())
                    .isTrue();
            assertThat(each.zone().sets())
                    .as("seed %d", each.seed())
                    .containsEntry(each.desired().srvKey(), each.desired().srv())
                    .doesNotContainKey(each.desired().directTlsKey())
                    .containsEntry(each.plan().fenceAfter().key(), each.plan().fenceAfter());
            assertThat(each.zone().update(each.plan().inverse()))
                    .as("seed %d", each.seed())
                    .isTrue();
            for (Row row : each.plan().rows()) {
                RecordSet restored = each.zone().sets().get(row.key());
                boolean newAddress = before.get(row.key()) == null && row.key().type() != RecordType.SRV;
                assertThat(restored)
                        .as("seed %d %s", each.seed(), row.key())
                        .isEqualTo(newAddress ? row.after() : before.get(row.key()));
            }
        }
    }

    @Test
    void it_is_applied_once_and_rolled_back_once() {
        for (Case each : cases()) {
            ModelZone zone = each.zone();
            assertThat(zone.update(each.plan().inverse()))
                    .as("seed %d", each.seed())
                    .isFalse();
            assertThat(zone.update(each.plan().update()))
                    .as("seed %d", each.seed())
                    .isTrue();
            assertThat(zone.update(each.plan().update()))
                    .as("seed %d", each.seed())
                    .isFalse();
            assertThat(zone.update(each.plan().inverse()))
                    .as("seed %d", each.seed())
                    .isTrue();
            assertThat(zone.update(each.plan().inverse()))
                    .as("seed %d", each.seed())
                    .isFalse();
            // nor a replay of the first one
            assertThat(zone.update(each.plan().update()))
                    .as("seed %d", each.seed())
                    .isFalse();
        }
    }

    @Test
    void a_change_by_somebody_else_of_any_set_stops_it() {
        for (Case each : cases()) {
            Random random = new Random(each.seed());
            List<RecordKey> keys = new ArrayList<>(each.plan().keys());
            RecordKey key = keys.get(random.nextInt(keys.size()));
            RecordSet present = each.zone().sets().get(key);
            RecordSet foreign = new RandomRecords(random).set(key);
            if (RecordSet.sameData(present, foreign)) {
                each.zone().remove(key);
            } else {
                each.zone().put(foreign);
            }
            Map<RecordKey, RecordSet> changed = each.zone().sets();
            assertThat(each.zone().update(each.plan().update()))
                    .as("seed %d", each.seed())
                    .isFalse();
            assertThat(each.zone().sets()).isEqualTo(changed);
            assertThat(each.zone().update(each.plan().inverseOver(changed)))
                    .as("seed %d", each.seed())
                    .isTrue();
            assertThat(each.zone().sets().get(each.desired().srvKey()))
                    .as("seed %d", each.seed())
                    .isEqualTo(restored(each, changed));
        }
    }

    /// A forced rollback restores the rows that the plan changes, and leaves the others as they are.
    private static @org.jspecify.annotations.Nullable RecordSet restored(Case one, Map<RecordKey, RecordSet> changed) {
        return one.plan().rows().stream()
                .filter(row -> row.key().equals(one.desired().srvKey()))
                .map(row -> row.changes()
                        ? java.util.Optional.ofNullable(row.before())
                        : java.util.Optional.ofNullable(changed.get(row.key())))
                .findFirst()
                .orElseThrow()
                .orElse(null);
    }

    @Test
    void a_withdrawal_makes_the_update_fail() {
        for (Case each : cases()) {
            assertThat(each.zone().update(each.plan().withdrawal()))
                    .as("seed %d", each.seed())
                    .isTrue();
            assertThat(each.zone().update(each.plan().update()))
                    .as("seed %d", each.seed())
                    .isFalse();
        }
    }

    @Test
    void the_precheck_changes_nothing() {
        for (Case each : cases()) {
            Map<RecordKey, RecordSet> before = each.zone().sets();
            assertThat(each.zone().update(each.plan().rehearsal()))
                    .as("seed %d", each.seed())
                    .isTrue();
            assertThat(each.zone().update(each.plan().staleUpdate()))
                    .as("seed %d", each.seed())
                    .isFalse();
            assertThat(each.zone().sets()).isEqualTo(before);
            assertThat(each.plan().rehearsal().changes())
                    .extracting(ZoneChange::key)
                    .containsExactlyInAnyOrderElementsOf(each.plan().update().changes().stream()
                            .map(ZoneChange::key)
                            .distinct()
                            .toList());
        }
    }

    @Test
    void every_update_is_read_again_from_its_script() {
        for (Case each : cases()) {
            for (ZoneUpdate update : List.of(
                    each.plan().update(),
                    each.plan().inverse(),
                    each.plan().withdrawal(),
                    each.plan().rehearsal(),
                    each.plan().staleUpdate())) {
                assertThat(ZoneUpdate.parse(update.script()))
                        .as("seed %d", each.seed())
                        .isEqualTo(update);
            }
        }
    }

    @Test
    void the_rails_let_its_updates_through_and_the_SRV_set_is_never_empty_in_between() {
        for (Case each : cases()) {
            assertThat(Rails.violations(each.plan())).as("seed %d", each.seed()).isEmpty();
            assertThat(Rails.violations(each.plan(), each.plan().withdrawal())).isEmpty();
            each.zone().update(each.plan().update());
            assertThat(each.zone().sets())
                    .as("seed %d", each.seed())
                    .containsKey(each.desired().srvKey());
        }
    }
}
