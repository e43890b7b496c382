package org.rehome.edge.bus;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.EdgeEvent.PartnerConfirming;
import org.rehome.contracts.event.EdgeEvent.PartnerNotConfirming;
import org.rehome.edge.partner.DomainPair;
import org.rehome.edge.partner.KnownPartner;
import org.rehome.edge.partner.LocalDomains;
import org.rehome.edge.partner.Partners;
import org.rehome.edge.partner.Standing;

/// Which domain pairs can confirm what is sent: announced when a ping was answered or the partner
/// acknowledges what is sent to it, withdrawn when stanzas had to be
/// returned or the partner is no longer enabled. The topic is the memory, so what another edge announced counts too.
/// Any thread may use it.
public final class Confirmations {
    private static final String BY_PING = "ping";
    private static final String BY_STREAM_MANAGEMENT = "stream-management";

    private final String edge;
    private final Partners partners;
    private final LocalDomains locals;
    private final Consumer<EdgeEvent> announce;
    private final Map<DomainPair, Boolean> confirming = new ConcurrentHashMap<>();

    public Confirmations(String edge, Partners partners, LocalDomains locals, Consumer<EdgeEvent> announce) {
        this.edge = edge;
        this.partners = partners;
        this.locals = locals;
        this.announce = announce;
    }

    /// Takes what an edge has announced.
    void change(EdgeEvent event) {
        switch (event) {
            case PartnerConfirming(var local, var partner, var by, var how) ->
                confirming.put(new DomainPair(local, partner), true);
            case PartnerNotConfirming(var local, var partner, var by, var reason) ->
                confirming.put(new DomainPair(local, partner), false);
            case EdgeEvent.EdgeStarted started -> {}
            case EdgeEvent.EdgeStopped stopped -> {}
            case EdgeEvent.CertificateActivated activated -> {}
            case EdgeEvent.CertificateExpiring expiring -> {}
            case EdgeEvent.PartnerSpliced spliced -> {}
            case EdgeEvent.PartnerUnspliced unspliced -> {}
            case EdgeEvent.PartnerStreamsEnded ended -> {}
            case EdgeEvent.PartnerProbed probed -> {}
        }
    }

    boolean confirms(DomainPair pair) {
        return confirming.getOrDefault(pair, false);
    }

    /// A ping of ours was answered.
    public void answered(DomainPair pair) {
        confirms(pair, BY_PING);
    }

    /// The partner acknowledges what is sent on our stream to it (XEP-0198).
    void acknowledges(DomainPair pair) {
        confirms(pair, BY_STREAM_MANAGEMENT);
    }

    private void confirms(DomainPair pair, String how) {
        if (isWanted(pair) && !Boolean.TRUE.equals(confirming.put(pair, true))) {
            announce.accept(new PartnerConfirming(pair.local(), pair.partner(), edge, how));
        }
    }

    /// The pair is out of reach.
    public void lost(DomainPair pair, String reason) {
        if (Boolean.TRUE.equals(confirming.put(pair, false))) {
            announce.accept(new PartnerNotConfirming(pair.local(), pair.partner(), edge, reason));
        }
    }

    /// Withdraws the pairs whose partner is no longer enabled. A pause leaves them as they are: it is to end.
    public void reconsider() {
        for (DomainPair pair : Set.copyOf(confirming.keySet())) {
            boolean admitted =
                    partners.find(pair.partner()).filter(KnownPartner::admitted).isPresent();
            if (!admitted || !locals.contains(pair.local())) {
                lost(pair, "partner-not-enabled");
            }
        }
    }

    /// Every pair of a domain of ours and one of an enabled partner.
    Set<DomainPair> wanted() {
        return partners.all().stream()
                .filter(partner -> partner.standing() == Standing.ENABLED)
                .flatMap(partner -> Stream.concat(
                        Stream.of(partner.settings().domain()), partner.settings().additionalDomains().stream()))
                .flatMap(domain -> locals.all().stream().map(local -> new DomainPair(local, domain)))
                .collect(Collectors.toSet());
    }

    boolean isWanted(DomainPair pair) {
        return locals.contains(pair.local())
                && partners.find(pair.partner())
                        .filter(partner -> partner.standing() == Standing.ENABLED)
                        .isPresent();
    }
}
