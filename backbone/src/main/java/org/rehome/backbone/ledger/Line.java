package org.rehome.backbone.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.LedgerEvent.Delivered;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.event.LedgerEvent.PartnerAccount;

/// One line of the ledger: a partner and a stanza topic, over all its partitions.
///
/// @param delivered by pool; errors that a gateway or an edge made have the pool `-`
public record Line(
        String topic,
        Domain partner,
        long accepted,
        Map<String, Long> delivered,
        long returned,
        long dropped,
        long unattributed,
        long held) {
    private static final String NO_POOL = "-";

    public Line {
        delivered = Map.copyOf(delivered);
    }

    /// The lines of accounts, by topic and partner.
    public static List<Line> of(List<PartitionAccounted> accounts) {
        Map<String, Map<Domain, Line>> lines = new TreeMap<>();
        for (PartitionAccounted account : accounts) {
            Map<Domain, Line> ofTopic = lines.computeIfAbsent(account.topic(), missing -> new TreeMap<>());
            account.partners().forEach(each -> ofTopic.merge(each.partner(), of(account.topic(), each), Line::plus));
        }
        List<Line> all = new ArrayList<>();
        lines.values().forEach(ofTopic -> all.addAll(ofTopic.values()));
        all.sort(Comparator.comparing(Line::topic).thenComparing(Line::partner));
        return all;
    }

    private static Line of(String topic, PartnerAccount account) {
        Map<String, Long> delivered = new TreeMap<>();
        for (Delivered each : account.delivered()) {
            delivered.merge(each.pool() == null ? NO_POOL : each.pool().value(), each.stanzas(), Long::sum);
        }
        return new Line(
                topic,
                account.partner(),
                account.accepted(),
                delivered,
                account.returned(),
                account.dropped(),
                account.unattributed(),
                account.held());
    }

    private Line plus(Line other) {
        Map<String, Long> sum = new TreeMap<>(delivered);
        other.delivered.forEach((pool, stanzas) -> sum.merge(pool, stanzas, Long::sum));
        return new Line(
                topic,
                partner,
                accepted + other.accepted,
                sum,
                returned + other.returned,
                dropped + other.dropped,
                unattributed + other.unattributed,
                held + other.held);
    }

    /// On its way to a pool or a partner, or not read again yet after a hand-over.
    public long inFlight() {
        long settled = returned + dropped + unattributed;
        for (long each : delivered.values()) {
            settled += each;
        }
        return accepted - settled - held;
    }

    /// Each count by the name that metrics have for it.
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("accepted", accepted);
        counts.put(
                "delivered",
                delivered.values().stream().mapToLong(Long::longValue).sum());
        counts.put("returned", returned);
        counts.put("dropped", dropped);
        counts.put("unattributed", unattributed);
        counts.put("held", held);
        counts.put("in-flight", inFlight());
        return counts;
    }
}
