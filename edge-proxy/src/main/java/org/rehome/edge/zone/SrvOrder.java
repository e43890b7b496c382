package org.rehome.edge.zone;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// The order in which the targets of SRV records are tried (RFC 2782): by priority, and among equals by a draw in which
/// the weights are the chances.
final class SrvOrder {

    /// What counts of a record.
    record Srv(Service service, int priority, int weight, int port, String target) {}

    private SrvOrder() {}

    static List<Srv> of(List<Srv> records, RandomGenerator random) {
        TreeMap<Integer, List<Srv>> byPriority = new TreeMap<>();
        for (Srv each : records) {
            byPriority
                    .computeIfAbsent(each.priority(), priority -> new ArrayList<>())
                    .add(each);
        }
        List<Srv> ordered = new ArrayList<>();
        byPriority.values().forEach(group -> draw(group, random, ordered));
        return ordered;
    }

    private static void draw(List<Srv> group, RandomGenerator random, List<Srv> ordered) {
        // those of weight 0 first, so that they have a small chance too
        List<Srv> left = new ArrayList<>(group);
        left.sort(Comparator.comparingInt(Srv::weight));
        while (!left.isEmpty()) {
            int sum = left.stream().mapToInt(Srv::weight).sum();
            int drawn = random.nextInt(sum + 1);
            int running = 0;
            int index = 0;
            while (index < left.size() - 1 && (running += left.get(index).weight()) < drawn) {
                index++;
            }
            ordered.add(left.remove(index));
        }
    }
}
