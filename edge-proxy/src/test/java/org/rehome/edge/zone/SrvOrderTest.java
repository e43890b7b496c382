package org.rehome.edge.zone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rehome.conformance.Requirement.C6;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.conformance.Spec;
import org.rehome.edge.zone.SrvOrder.Srv;

final class SrvOrderTest {

    @Test
    @Spec(C6)
    @DisplayName("RFC 2782: every target once, lower priorities first, whatever the draw")
    void priorities() {
        Random random = new Random(2782);
        for (int round = 0; round < 500; round++) {
            List<Srv> records = new ArrayList<>();
            for (int i = 0; i < random.nextInt(8); i++) {
                records.add(new Srv(Service.XMPP, random.nextInt(3), random.nextInt(4) * 10, 5269, "t" + i));
            }
            List<Srv> ordered = SrvOrder.of(records, random);
            assertThat(ordered).containsExactlyInAnyOrderElementsOf(records);
            assertThat(ordered.stream().map(Srv::priority).toList()).isSorted();
        }
    }

    @Test
    @Spec(C6)
    @DisplayName("RFC 2782: among equal priorities the weights are the chances of being first")
    void weights() {
        Random random = new Random(1);
        List<Srv> records = List.of(
                new Srv(Service.XMPP, 0, 75, 1, "heavy"),
                new Srv(Service.XMPP, 0, 25, 1, "light"),
                new Srv(Service.XMPP, 0, 0, 1, "weightless"));
        var firsts = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            firsts.add(SrvOrder.of(records, random).getFirst().target());
        }
        var counts = firsts.stream().collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        assertThat(counts.get("heavy")).isBetween(7_100L, 7_900L);
        assertThat(counts.get("light")).isBetween(2_100L, 2_900L);
        assertThat(new HashSet<>(firsts)).contains("weightless");
    }
}
