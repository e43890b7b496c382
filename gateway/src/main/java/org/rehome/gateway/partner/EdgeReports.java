package org.rehome.gateway.partner;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.PartnerStreamsEnded;
import org.rehome.contracts.event.EdgeEvent.PartnerUnspliced;

/// What the running edges have said of partners' old ways. One thread changes it, any may read.
public final class EdgeReports {
    private static final String EDGE_PREFIX = "edge/";

    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> unspliced = new ConcurrentHashMap<>();
    private final Map<String, Long> ended = new ConcurrentHashMap<>();

    public void changed(EdgeEvent event) {
        switch (event) {
            case EdgeEvent.EdgeStarted started -> running.add(started.edge());
            case EdgeEvent.EdgeStopped stopped -> running.remove(stopped.edge());
            case PartnerUnspliced said -> unspliced.merge(said.key(), said.version(), Math::max);
            case PartnerStreamsEnded said -> ended.merge(said.key(), said.version(), Math::max);
            case EdgeEvent.CertificateActivated _,
                    EdgeEvent.CertificateExpiring _,
                    EdgeEvent.PartnerConfirming _,
                    EdgeEvent.PartnerNotConfirming _,
                    EdgeEvent.PartnerSpliced _,
                    EdgeEvent.PartnerProbed _ -> {
                // of no interest to a switch
            }
        }
    }

    public void removed(String key) {
        unspliced.remove(key);
        ended.remove(key);
        if (key.startsWith(EDGE_PREFIX)) {
            running.remove(key.substring(EDGE_PREFIX.length()));
        }
    }

    public List<String> running() {
        return running.stream().sorted().toList();
    }

    /// The running edges where connections of the partner may still be passed through.
    public List<String> stillSpliced(Domain partner, long version) {
        return running.stream()
                .filter(edge ->
                        unspliced.getOrDefault(new PartnerUnspliced(edge, partner, version).key(), 0L) < version)
                .sorted()
                .toList();
    }

    /// The running edges where streams of the partner may still end.
    public List<String> stillStreaming(Domain partner, long version) {
        return running.stream()
                .filter(edge -> ended.getOrDefault(new PartnerStreamsEnded(edge, partner, version).key(), 0L) < version)
                .sorted()
                .toList();
    }
}
