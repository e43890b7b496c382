package org.rehome.contracts;

import java.time.Duration;
import java.util.List;
import org.rehome.contracts.Topic.Events;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.Topic.Stanzas;
import org.rehome.contracts.event.CaptureEvent;
import org.rehome.contracts.event.ConfirmationEvent;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.EdgeEvent;
import org.rehome.contracts.event.FederationEvent;
import org.rehome.contracts.event.LedgerEvent;
import org.rehome.contracts.event.MoveEvent;
import org.rehome.contracts.event.PoolEvent;
import org.rehome.contracts.event.UserEvent;

/// The one list of topics: names, partitions and retention. Every service creates what is missing of it.
public final class Topics {
    private static final Retention COMPACTED = new Retention.Compacted(Duration.ofDays(7));

    /// Few keys, each written every second: what is old is to be gone soon, for readers begin at the beginning.
    private static final Retention REWRITTEN = new Retention.Compacted(Duration.ofMinutes(10));

    /// Far longer than any stanza may wait.
    private static final Retention STANZAS_KEPT = new Retention.Kept(Duration.ofDays(7));

    private static final Retention LOG_KEPT = new Retention.Kept(Duration.ofDays(365));

    /// Far longer than anybody waits for an answer.
    private static final Retention CONFIRMATIONS_KEPT = new Retention.Kept(Duration.ofHours(1));

    private static final int STANZA_PARTITIONS = 12;

    /// Stanzas from partners on their way to a pool; key: the local user's bare JID, or the bare domain that
    /// was addressed. Written by edges, and by gateways for errors that go back to local users.
    public static final Stanzas STANZAS_INBOUND = new Stanzas("stanzas-inbound", STANZA_PARTITIONS, STANZAS_KEPT);

    /// Stanzas of local users on their way to a partner; key: the pair of domains, `local>partner`. Written
    /// by gateways.
    public static final Stanzas STANZAS_OUTBOUND = new Stanzas("stanzas-outbound", STANZA_PARTITIONS, STANZAS_KEPT);

    /// Stanzas from partners that cannot be delivered now, because their user moves for long or her pool is away;
    /// key: as in `stanzas-inbound`. Written by gateways, each stanza in the transaction that settles it there.
    public static final Stanzas STANZAS_INBOUND_DEFERRED = STANZAS_INBOUND.deferred();

    /// Stanzas for partners that are paused or out of reach; key: as in `stanzas-outbound`. Written by edges, each
    /// stanza in the transaction that settles it there.
    public static final Stanzas STANZAS_OUTBOUND_DEFERRED = STANZAS_OUTBOUND.deferred();

    /// Stanzas of local users that leave by the legacy gateway, because their partner is not enabled; key: as in
    /// `stanzas-outbound`. Written by gateways.
    public static final Stanzas STANZAS_LEGACY = new Stanzas("stanzas-legacy", STANZA_PARTITIONS, STANZAS_KEPT);

    /// Those of them that wait because the legacy server is out of reach; key: as in `stanzas-legacy`. Written by
    /// gateways, each stanza in the transaction that settles it there.
    public static final Stanzas STANZAS_LEGACY_DEFERRED = STANZAS_LEGACY.deferred();

    /// Where each user lives; key: the user's bare JID. Written by the user directory.
    public static final Events<UserEvent> USERS = new Events<>("users", UserEvent.class, 4, COMPACTED);

    /// Pools, home pools of domains, and access policies; key: `pool/…`, `domain/…` or `policy/…`. Written by
    /// the user directory.
    public static final Events<PoolEvent> POOLS = new Events<>("pools", PoolEvent.class, 1, COMPACTED);

    /// What happened in each move; key: the move's id. Written by the user directory, and by gateways, which
    /// answer `UserQuiesced`.
    public static final Events<MoveEvent> MOVES = new Events<>("moves", MoveEvent.class, 4, LOG_KEPT);

    /// Partners, switches, the ways of domain pairs, links, contacts, and orders about stanzas that are held; key:
    /// `partner/…`, `switch/…`, `pair/…`, `quiesced/…`, `answered/…`, `link/…`, `contact/…` or `held/…`. Written by
    /// gateways.
    public static final Events<FederationEvent> FEDERATION =
            new Events<>("federation", FederationEvent.class, 1, COMPACTED);

    /// Which gateway holds which capture streams; key: `slot/…` or `capture/…`. Written by gateways, whose group is
    /// assigned its partitions as slots.
    public static final Events<CaptureEvent> CAPTURES = new Events<>("captures", CaptureEvent.class, 12, COMPACTED);

    /// Answers to pings that arrived at another edge than the one that waits; key: the id of the edge that waits.
    /// Written by edges.
    public static final Events<ConfirmationEvent> CONFIRMATIONS =
            new Events<>("confirmations", ConfirmationEvent.class, 2, CONFIRMATIONS_KEPT);

    /// Edges, certificates, and partners that can confirm; key: `edge/…`, `certificate/…` or `pair/…`.
    /// Written by edges.
    public static final Events<EdgeEvent> EDGES = new Events<>("edges", EdgeEvent.class, 1, COMPACTED);

    /// Changes of the domains' DNS records; key: the domain. Written by the DNS service.
    public static final Events<DnsEvent> DNS = new Events<>("dns", DnsEvent.class, 1, LOG_KEPT);

    /// The accounts of the lane partitions; key: `account/…` or `unbalanced/…`, then the stanza topic and the
    /// partition. Written by gateways and edges, each of the partitions that it works.
    public static final Events<LedgerEvent> LEDGER = new Events<>("ledger", LedgerEvent.class, 1, REWRITTEN);

    private static final List<Topic> ALL = List.of(
            STANZAS_INBOUND,
            STANZAS_INBOUND_DEFERRED,
            STANZAS_OUTBOUND,
            STANZAS_OUTBOUND_DEFERRED,
            STANZAS_LEGACY,
            STANZAS_LEGACY_DEFERRED,
            USERS,
            POOLS,
            MOVES,
            FEDERATION,
            CAPTURES,
            CONFIRMATIONS,
            EDGES,
            DNS,
            LEDGER);

    private Topics() {}

    public static List<Topic> all() {
        return ALL;
    }
}
