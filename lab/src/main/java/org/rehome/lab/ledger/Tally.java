package org.rehome.lab.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rehome.lab.stanza.StanzaKind;

/// The ledger's counters. Guarded by the ledger's lock.
final class Tally {
    private static final int ANOMALIES_KEPT = 200;

    private final Map<StanzaKind, Long> sentByKind = new EnumMap<>(StanzaKind.class);
    private final Map<String, Long> returnedByReason = new TreeMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();
    private long sent;
    private long delivered;
    private long returned;
    private long duplicated;
    private long reordered;
    private long contradicted;
    private long misdelivered;
    private long corrupted;
    private long unknown;

    void sent(StanzaKind kind) {
        sent++;
        sentByKind.merge(kind, 1L, Long::sum);
    }

    void delivered() {
        delivered++;
    }

    void returned(String reason) {
        returned++;
        returnedByReason.merge(reason, 1L, Long::sum);
    }

    void anomaly(Anomaly anomaly) {
        switch (anomaly) {
            case Anomaly.Duplicated _ -> duplicated++;
            case Anomaly.Reordered _ -> reordered++;
            case Anomaly.Contradicted _ -> contradicted++;
            case Anomaly.Misdelivered _ -> misdelivered++;
            case Anomaly.Corrupted _ -> corrupted++;
            case Anomaly.Unknown _ -> unknown++;
            case Anomaly.Lost _ -> throw new IllegalArgumentException("what is lost is found out at the end");
        }
        if (anomalies.size() < ANOMALIES_KEPT) {
            anomalies.add(anomaly);
        }
    }

    long outstanding() {
        return sent - delivered - returned;
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    LedgerReport report() {
        return new LedgerReport(
                sent,
                delivered,
                returned,
                outstanding(),
                duplicated,
                reordered,
                contradicted,
                misdelivered,
                corrupted,
                unknown,
                sentByKind,
                returnedByReason,
                Percentiles.NONE,
                Percentiles.NONE);
    }
}
