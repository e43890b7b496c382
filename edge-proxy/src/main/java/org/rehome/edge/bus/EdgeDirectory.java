package org.rehome.edge.bus;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.CertificateActivated;
import org.rehome.contracts.event.EdgeEvent.CertificateExpiring;

/// What all edges have announced. Written by one thread, read by all.
public final class EdgeDirectory {
    private static final String EDGE_KEY = "edge/";

    private final Map<String, KnownEdge> edges = new ConcurrentSkipListMap<>();
    private final Map<String, CertificateActivated> certificates = new ConcurrentHashMap<>();
    private final Map<String, CertificateExpiring> warnings = new ConcurrentHashMap<>();

    /// An edge by its last word.
    ///
    /// @param host the name under which partners reach it
    public record KnownEdge(String edge, String host, int port, boolean running) {}

    void change(EdgeEvent event) {
        switch (event) {
            case EdgeEvent.EdgeStarted(var edge, var host, var port, var _) ->
                edges.put(event.key(), new KnownEdge(edge, host, port, true));
            case EdgeEvent.EdgeStopped(var edge, var host, var port) ->
                edges.put(event.key(), new KnownEdge(edge, host, port, false));
            case CertificateActivated certificate -> certificates.put(event.key(), certificate);
            case CertificateExpiring warning -> warned(warning);
            case EdgeEvent.PartnerConfirming confirming -> {
                // kept by Confirmations
            }
            case EdgeEvent.PartnerSpliced spliced -> {
                // kept by SplicedPairs
            }
            case EdgeEvent.PartnerUnspliced unspliced -> {
                // kept by SplicedPairs
            }
            case EdgeEvent.PartnerStreamsEnded ended -> {
                // kept by SplicedPairs
            }
            case EdgeEvent.PartnerProbed probed -> {
                // kept by ProbeOrders
            }
            case EdgeEvent.PartnerNotConfirming notConfirming -> {
                // kept by Confirmations
            }
        }
    }

    void remove(String key) {
        edges.remove(key);
        certificates.remove(key);
        warnings.remove(key);
    }

    /// Keeps the last warning about a certificate; also before it has come back from the topic.
    public void warned(CertificateExpiring warning) {
        warnings.put(warning.key(), warning);
    }

    /// The last warning about the certificate of a domain that an edge has said.
    public Optional<CertificateExpiring> warning(String edge, Domain domain) {
        return Optional.ofNullable(warnings.get(CertificateExpiring.key(edge, domain)));
    }

    /// Whether there is an edge of that id, as far as it has said.
    public boolean isRunning(String edge) {
        KnownEdge known = edges.get(EDGE_KEY + edge);
        return known != null && known.running();
    }

    public Collection<KnownEdge> edges() {
        return edges.values();
    }

    /// The certificates that edges have announced, one an edge and domain.
    public Collection<CertificateActivated> certificates() {
        return certificates.values();
    }
}
