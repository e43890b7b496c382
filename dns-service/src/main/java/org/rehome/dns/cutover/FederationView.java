package org.rehome.dns.cutover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rehome.contracts.address.Domain;
import org.rehome.dns.record.DesiredEdge;
import org.rehome.dns.record.DesiredRecords;
import org.rehome.dns.record.DnsName;

/// What a cut-over must know of the other services.
///
/// @param known false while their facts have not caught up
/// @param enabledPartners whose streams the edges admit
/// @param listeners where edges take S2S streams
public record FederationView(boolean known, Set<Domain> enabledPartners, Set<Listener> listeners) {
    public FederationView {
        enabledPartners = Set.copyOf(enabledPartners);
        listeners = Set.copyOf(listeners);
    }

    /// An edge's S2S listener as the edge has announced it.
    ///
    /// @param facade whether partners that are not enabled reach the legacy gateway there
    public record Listener(DnsName host, int port, boolean facade) {
        boolean is(DesiredEdge edge) {
            return host.equals(edge.host()) && port == edge.port();
        }
    }

    /// A precondition of the step that does not hold.
    ///
    /// @param precondition one word
    public record Missing(String precondition, String reason) {}

    /// What is missing for partners to be sent to these edges; an operator may force the step nevertheless.
    public List<Missing> missing(DesiredRecords desired) {
        List<Missing> missing = new ArrayList<>();
        boolean facade = desired.edges().stream()
                .allMatch(edge -> listeners.stream().anyMatch(each -> each.facade() && each.is(edge)));
        if (enabledPartners.isEmpty() && !facade) {
            missing.add(new Missing(
                    "enabled-partner",
                    "no partner is enabled, so the edge would refuse every stream: enable one at the gateway"
                            + " (POST /partners/{domain}/enable), or put the edge in front of the legacy gateway"));
        }
        if (desired.edges().stream().noneMatch(this::announced)) {
            missing.add(new Missing(
                    "edge", "no edge has announced any of " + names(desired) + ": start it, or correct the records"));
        }
        return missing;
    }

    /// Edges that are named beside one that is there.
    public List<String> warnings(DesiredRecords desired) {
        return desired.edges().stream()
                .filter(edge -> !announced(edge))
                .map(edge -> "no edge has announced " + edge.host() + " port " + edge.port())
                .toList();
    }

    private boolean announced(DesiredEdge edge) {
        return listeners.stream().anyMatch(each -> each.is(edge));
    }

    private static String names(DesiredRecords desired) {
        return String.join(
                ", ",
                desired.edges().stream()
                        .map(edge -> edge.host() + " port " + edge.port())
                        .toList());
    }
}
