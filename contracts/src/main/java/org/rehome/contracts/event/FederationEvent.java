package org.rehome.contracts.event;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.EdgeEvent.ProbeOutcome;
import org.rehome.contracts.event.EdgeEvent.ProbeStep;

/// Partners and their state, the gateway's links, users' contacts at partners, and orders about stanzas
/// that are held. A tombstone says that the key was removed.
public sealed interface FederationEvent extends Event {

    /// A change of one partner; the last one says the partner's state and settings.
    sealed interface PartnerEvent extends FederationEvent {
        /// The partner and its settings.
        Partner partner();

        /// Rises with every change of the partner.
        long version();

        @Override
        default String key() {
            return "partner/" + partner().domain();
        }
    }

    /// The partner is known, its traffic is the legacy gateway's.
    record PartnerConfigured(Partner partner, long version) implements PartnerEvent {}

    /// The partner's switch is being prepared: it is checked, its contacts are seeded, and its traffic is still the
    /// legacy gateway's.
    record PartnerStaged(Partner partner, long version) implements PartnerEvent {}

    /// The partner's streams are admitted at the edge; outbound follows when the partner can confirm.
    ///
    /// @param forced what was missing when an operator forced the step; null when nothing was
    /// @param rollout whose outbound traffic follows; null: everybody's
    /// @param oldWayClosed what still comes by the legacy gateway is refused; null: it is delivered
    record FederationEnabled(
            Partner partner,
            long version,
            @Nullable String forced,
            @Nullable Rollout rollout,
            @Nullable Closed oldWayClosed)
            implements PartnerEvent {
        /// With the old way open.
        public FederationEnabled(Partner partner, long version, @Nullable String forced, @Nullable Rollout rollout) {
            this(partner, version, forced, rollout, null);
        }

        /// For everybody, with the old way open.
        public FederationEnabled(Partner partner, long version, @Nullable String forced) {
            this(partner, version, forced, null, null);
        }
    }

    /// The partner's traffic waits.
    ///
    /// @param reason what the operator gave as the reason; null when nothing
    /// @param rollout whose outbound traffic went by the edges before, and will again; null: everybody's
    /// @param oldWayClosed what still comes by the legacy gateway is refused; null: it is delivered
    record FederationPaused(
            Partner partner,
            long version,
            @Nullable String reason,
            @Nullable Rollout rollout,
            @Nullable Closed oldWayClosed)
            implements PartnerEvent {
        /// With the old way open.
        public FederationPaused(Partner partner, long version, @Nullable String reason, @Nullable Rollout rollout) {
            this(partner, version, reason, rollout, null);
        }

        /// For everybody, with the old way open.
        public FederationPaused(Partner partner, long version, @Nullable String reason) {
            this(partner, version, reason, null, null);
        }
    }

    /// An operator has closed the way by the legacy gateway to a partner that is enabled.
    ///
    /// @param at when
    /// @param reason what the operator gave as the reason; null when nothing
    record Closed(Instant at, @Nullable String reason) {}

    /// Whose outbound traffic to an enabled partner goes by the edges already; that of all others still leaves by
    /// the legacy gateway.
    ///
    /// @param users the bare addresses of these users
    /// @param percent and so many of a hundred of all users, always the same ones (from 0 to 99)
    record Rollout(List<Jid> users, int percent) {
        public Rollout {
            users = List.copyOf(users);
            if (percent < 0 || percent > 99) {
                throw new IllegalArgumentException("rollout.percent is " + percent + "; it is from 0 to 99");
            }
        }
    }

    /// The partner is the legacy gateway's again.
    ///
    /// @param reason what the operator gave as the reason; null when nothing
    record FederationReturned(
            Partner partner, long version, @Nullable String reason) implements PartnerEvent {}

    /// The partner is on its way from one side to the other. What is under way takes the old way to its end first; then
    /// an event of the new state follows, or, after the time limit, one of the state before.
    ///
    /// @param to whose its traffic is to be
    /// @param stage what is being switched
    /// @param before the state before, for the way back
    /// @param rollout to the edge: whose outbound traffic follows; null: everybody's
    /// @param forced to the edge: what was missing when an operator forced the step; null when nothing was
    /// @param reason to the legacy gateway: what the operator gave as the reason; null when nothing
    /// @param until when it goes back, unless it has ended
    record PartnerSwitching(
            Partner partner,
            long version,
            Side to,
            Stage stage,
            Before before,
            @Nullable Rollout rollout,
            @Nullable String forced,
            @Nullable String reason,
            Instant until)
            implements PartnerEvent {}

    /// Whose traffic is.
    enum Side {
        /// The legacy gateway's.
        Legacy,
        /// The edges'.
        Edge
    }

    /// What of a partner is being switched. Back to the legacy gateway outbound comes first: partners answer on their
    /// own streams.
    enum Stage {
        /// What local users send.
        Outbound,
        /// The partner's streams.
        Inbound
    }

    /// The state of a partner before a switch.
    ///
    /// @param state its name, one of `legacy`, `returned`, `staged`, `enabled` and `paused`
    /// @param rollout as in the event of that state
    /// @param forced as in the event of that state
    /// @param reason as in the event of that state
    /// @param oldWayClosed as in the event of that state
    record Before(
            String state,
            @Nullable Rollout rollout,
            @Nullable String forced,
            @Nullable String reason,
            @Nullable Closed oldWayClosed) {
        /// With the old way open.
        public Before(String state, @Nullable Rollout rollout, @Nullable String forced, @Nullable String reason) {
            this(state, rollout, forced, reason, null);
        }
    }

    /// What becomes of a partner's switch; the last one of a partner is kept.
    ///
    /// @param partner the partner's domain
    /// @param version of the partner's first `PartnerSwitching` of this switch
    /// @param to whose the partner's traffic is to be
    /// @param state what it has come to
    /// @param waitsFor the gate that it waits for, or at which it went back, and why; null when it has passed all
    /// @param waited how long it has waited at each gate
    record SwitchReported(
            Domain partner,
            long version,
            Side to,
            SwitchState state,
            @Nullable String waitsFor,
            List<Waited> waited) implements FederationEvent {
        public SwitchReported {
            waited = List.copyOf(waited);
        }

        @Override
        public String key() {
            return "switch/" + partner;
        }
    }

    /// What a switch has come to.
    enum SwitchState {
        Waiting,
        Done,
        WentBack
    }

    /// How long a switch has waited at a gate.
    ///
    /// @param gate its name
    /// @param millis in milliseconds
    record Waited(String gate, long millis) {}

    /// A change of the way that stanzas take from a local domain to a partner's; the last one says the way.
    sealed interface PairEvent extends FederationEvent {
        /// The local domain.
        Domain local();

        /// The partner's own domain or an additional one.
        Domain partner();

        /// Rises with every change of the pair, also after it was removed: at least the time in milliseconds.
        long epoch();

        @Override
        default String key() {
            return "pair/" + local() + ">" + partner();
        }
    }

    /// Stanzas of the pair wait in front of the gateways while those before them take the old way to its end.
    ///
    /// @param from the way so far
    /// @param to the way to come
    record PairSwitching(Domain local, Domain partner, long epoch, Way from, Way to) implements PairEvent {}

    /// Stanzas of the pair take this way from now on.
    ///
    /// @param way the way
    /// @param reason why it is the same way as before the switch; null when it is another one
    /// @param waited how long the switch has waited at each gate
    record PairSwitched(
            Domain local,
            Domain partner,
            long epoch,
            Way way,
            @Nullable String reason,
            List<Waited> waited) implements PairEvent {
        public PairSwitched {
            waited = List.copyOf(waited);
        }
    }

    /// The way of a pair's stanzas.
    ///
    /// @param side by the edges, or by the legacy gateway
    /// @param rollout by the edges: whose; all others' go by the legacy gateway. null: everybody's
    record Way(Side side, @Nullable Rollout rollout) {
        /// By the legacy gateway.
        public static final Way LEGACY = new Way(Side.Legacy, null);
    }

    /// A gateway lets no stanza of the pair pass, and all that it had let pass before are durable.
    ///
    /// @param local the local domain
    /// @param partner the partner's domain
    /// @param epoch of the `PairSwitching`
    /// @param gateway the id of the gateway
    record PairQuiesced(Domain local, Domain partner, long epoch, String gateway) implements FederationEvent {
        @Override
        public String key() {
            return "quiesced/" + gateway + "/" + local + ">" + partner;
        }
    }

    /// A partner has answered a ping that was sent to it by the legacy gateway, and so has processed all that was sent
    /// that way before.
    ///
    /// @param local the local domain, which the ping came from
    /// @param partner the domain that was pinged
    /// @param id the ping's
    record PairAnswered(Domain local, Domain partner, String id) implements FederationEvent {
        @Override
        public String key() {
            return "answered/" + local + ">" + partner;
        }
    }

    /// An enabled partner has sent something by the legacy gateway, although its streams may come to the edges.
    /// The last one of a gateway has all that it has counted; a partner that is returned or removed is forgotten.
    ///
    /// @param partner the domain that it came from, the partner's own or an additional one
    /// @param local the local domain that it was for
    /// @param gateway the id of the gateway that took it
    /// @param stanzas how many there were, answers aside
    /// @param firstSeen when the first was taken
    /// @param lastSeen when the last was taken
    record StragglerSeen(
            Domain partner, Domain local, String gateway, long stanzas, Instant firstSeen, Instant lastSeen)
            implements FederationEvent {
        @Override
        public String key() {
            return key(partner, local, gateway);
        }

        /// The key of what a gateway has counted of a pair of domains.
        public static String key(Domain partner, Domain local, String gateway) {
            return "straggler/" + gateway + "/" + local + ">" + partner;
        }
    }

    /// A partner and its settings, with the names and meanings of the legacy product
    /// (docs/partner-settings.md).
    ///
    /// @param domain the partner's domain
    /// @param additionalDomains further domains of the partner, under the same settings
    /// @param description what operators say about it
    /// @param partnerType what the partner's contacts may do
    /// @param tlsNegotiation whether streams are encrypted
    /// @param saslNegotiation whether streams are authenticated by SASL EXTERNAL
    /// @param supportDialbackNegotiation whether streams may be authenticated by dialback
    /// @param enableKeepAlive whether the partner must send keep-alives from time to time
    /// @param connectionLimit how many streams at a time
    /// @param proxyFqdn the host where streams to the partner are opened; null: what its SRV records name
    /// @param certificatePins SHA-256, lower-case hex, of the certificates of which one must prove the partner's
    ///     domain; null: any that is trusted
    /// @param confirmation how the partner confirms what it is sent
    /// @param stanzaRate stanzas a second that are read of the partner; 0: as many as come
    /// @param byteRate bytes a second that are read of the partner's stanzas; 0: as many as come
    /// @param omitAuthorizationIdentity whether SASL EXTERNAL goes without the identity that we claim: it is
    ///     that of the stream header then (RFC 6120 §6.3.8)
    record Partner(
            Domain domain,
            List<Domain> additionalDomains,
            @Nullable String description,
            PartnerType partnerType,
            Negotiation tlsNegotiation,
            Negotiation saslNegotiation,
            boolean supportDialbackNegotiation,
            boolean enableKeepAlive,
            int connectionLimit,
            @Nullable String proxyFqdn,
            @Nullable List<String> certificatePins,
            Confirmation confirmation,
            int stanzaRate,
            int byteRate,
            boolean omitAuthorizationIdentity) {
        public Partner {
            additionalDomains = List.copyOf(additionalDomains);
            certificatePins =
                    certificatePins == null || certificatePins.isEmpty() ? null : List.copyOf(certificatePins);
            // an earlier release wrote none
            confirmation = confirmation == null ? Confirmation.Automatic : confirmation;
        }

        /// With the defaults of what the legacy product has no setting for.
        public Partner(
                Domain domain,
                List<Domain> additionalDomains,
                @Nullable String description,
                PartnerType partnerType,
                Negotiation tlsNegotiation,
                Negotiation saslNegotiation,
                boolean supportDialbackNegotiation,
                boolean enableKeepAlive,
                int connectionLimit,
                @Nullable String proxyFqdn) {
            this(
                    domain,
                    additionalDomains,
                    description,
                    partnerType,
                    tlsNegotiation,
                    saslNegotiation,
                    supportDialbackNegotiation,
                    enableKeepAlive,
                    connectionLimit,
                    proxyFqdn,
                    null,
                    Confirmation.Automatic,
                    0,
                    0,
                    false);
        }

        /// The pins, none where there are none.
        public List<String> pins() {
            return certificatePins == null ? List.of() : certificatePins;
        }

        /// True for the partner's own domain and its additional ones.
        public boolean covers(Domain candidate) {
            return domain.equals(candidate) || additionalDomains.contains(candidate);
        }
    }

    /// What a partner's contacts may do (legacy product, partner type).
    enum PartnerType {
        Federated,
        PublicVerified,
        PublicUnverified
    }

    /// How a partner confirms that it has processed what it was sent.
    enum Confirmation {
        /// By stream management (XEP-0198) where it offers that, else by answering pings.
        Automatic,
        /// By stream management only: a stream without it is not used.
        StreamManagement,
        /// By answering pings (XEP-0199), also where it offers stream management.
        Ping
    }

    /// Whether a stream feature is asked for.
    enum Negotiation {
        Required,
        Optional,
        NotSupported
    }

    /// The injection stream of a gateway to a pool is open.
    ///
    /// @param pool the pool
    /// @param gateway the id of the gateway
    record LinkOpened(PoolName pool, String gateway) implements FederationEvent {
        @Override
        public String key() {
            return "link/" + pool + "/" + gateway;
        }
    }

    /// The injection stream of a gateway to a pool is down; the gateway goes on trying.
    ///
    /// @param pool the pool
    /// @param gateway the id of the gateway
    /// @param reason why
    record LinkLost(PoolName pool, String gateway, String reason) implements FederationEvent {
        @Override
        public String key() {
            return "link/" + pool + "/" + gateway;
        }
    }

    /// A local user has a contact at a partner: seeded from her roster, or she asked to subscribe.
    ///
    /// @param user the local user's bare address
    /// @param contact the contact's bare address
    record ContactAdded(Jid user, Jid contact) implements FederationEvent {
        @Override
        public String key() {
            return "contact/" + user + "/" + contact;
        }
    }

    /// An operator's order about what is held of one partner or on one lane, and was received before it. The
    /// last order of a key replaces the ones before.
    sealed interface HeldOrder extends FederationEvent {
        /// Which way the stanzas go.
        Direction direction();

        /// What the name names.
        HeldScope scope();

        /// The partner's domain, or the lane.
        String name();

        /// What was received before this instant is meant.
        Instant before();

        @Override
        default String key() {
            return key(direction(), scope(), name());
        }

        /// The key of orders about a partner or a lane.
        static String key(Direction direction, HeldScope scope, String name) {
            return "held/" + direction.wire() + "/" + scope.wire() + "/" + name;
        }
    }

    /// What is held goes back to its senders now, instead of at its time limit.
    ///
    /// @param direction which way the stanzas go
    /// @param scope what the name names
    /// @param name the partner's domain, or the lane
    /// @param before what was received before this instant is meant, by the clock of the instance that received it
    record HeldReturnOrdered(Direction direction, HeldScope scope, String name, Instant before) implements HeldOrder {}

    /// What is held because its partner is paused goes out, although the partner is still paused.
    ///
    /// @param direction which way the stanzas go: nothing inbound is held for a pause
    /// @param scope what the name names
    /// @param name the partner's domain, or the lane
    /// @param before what was received before this instant is meant, by the clock of the instance that received it
    record HeldReleaseOrdered(Direction direction, HeldScope scope, String name, Instant before) implements HeldOrder {}

    /// An operator's order to have the presence of all users and their contacts at a partner said anew. The last
    /// order of a partner replaces the one before; carrying one out again does no harm.
    ///
    /// @param partner the partner's domain
    /// @param at when it was given
    record PresenceRepairOrdered(Domain partner, Instant at) implements FederationEvent {
        @Override
        public String key() {
            return "repair/" + partner;
        }
    }

    /// How far an order to repair presence is carried out; the last one of a partner is kept, and whoever carries the
    /// order out next goes on from there.
    ///
    /// @param partner the partner's domain
    /// @param ordered when the order was given
    /// @param done whether it has come to its end
    /// @param after the last user who was looked at, in the order of addresses; null when none was yet
    /// @param counts of all users up to her
    /// @param waitsFor why it does not go on; null when it does
    record PresenceRepairReported(
            Domain partner,
            Instant ordered,
            boolean done,
            @Nullable Jid after,
            RepairCounts counts,
            @Nullable String waitsFor)
            implements FederationEvent {
        @Override
        public String key() {
            return key(partner);
        }

        /// The key of the last report about a partner.
        public static String key(Domain partner) {
            return "repaired/" + partner;
        }
    }

    /// What a repair of presence has done.
    ///
    /// @param users whose roster was looked at
    /// @param asked how many times a contact was asked for the presence that a user sees
    /// @param told how many times a contact was told of a user's presence
    /// @param skipped users of whom nothing was sent: they are moving, have no account on their pool, or it has
    /// no hook
    record RepairCounts(long users, long asked, long told, long skipped) {}

    /// Every running edge is to walk the way to a partner and tell what it found (`PartnerProbed`). An order that is
    /// older than two minutes is not carried out any more.
    ///
    /// @param local the domain of ours to speak for
    /// @param partner the domain to go to, a partner's own or an additional one
    /// @param at when it was given
    record PartnerProbeOrdered(Domain local, Domain partner, Instant at) implements FederationEvent {
        @Override
        public String key() {
            return "probe/" + local + ">" + partner;
        }
    }

    /// A pool's test user has written to a contact at a partner and looked for its presence, because the way to the
    /// partner was probed (`PartnerProbeOrdered`).
    ///
    /// @param pool where the user logged in
    /// @param user the test user
    /// @param contact of one of the partner's domains
    /// @param local the domain of ours that was spoken for, the user's
    /// @param partner the domain that the order is about
    /// @param ordered when the probe was ordered
    /// @param at when it ended
    /// @param outcome of the worst step
    /// @param reason stable code of the first step with that outcome; `ok` when all passed
    /// @param before outcome of the time before, from this pool; null when there was none
    /// @param steps `login`, `message` and `presence`
    record PoolProbed(
            PoolName pool,
            Jid user,
            Jid contact,
            Domain local,
            Domain partner,
            Instant ordered,
            Instant at,
            ProbeOutcome outcome,
            String reason,
            @Nullable ProbeOutcome before,
            List<ProbeStep> steps)
            implements FederationEvent {
        public PoolProbed {
            steps = List.copyOf(steps);
        }

        @Override
        public String key() {
            return "pool-probed/" + pool + "/" + local + ">" + partner;
        }
    }

    /// What an order about held stanzas is about.
    enum HeldScope {
        /// All lanes of a partner, of its own domain and its additional ones.
        Partner,
        /// One lane.
        Lane;

        /// The form in keys and REST.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Which way a stanza goes.
    enum Direction {
        /// From a partner to a local user.
        Inbound,
        /// From a local user to a partner, by an edge.
        Outbound,
        /// From a local user to a partner, by the legacy gateway.
        Legacy;

        /// The form in keys, metrics and REST.
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The direction of this form; empty when there is none.
        public static Optional<Direction> ofWire(String text) {
            return Stream.of(values()).filter(each -> each.wire().equals(text)).findFirst();
        }

        /// The topic of the lanes of this direction.
        public Topic.Stanzas topic() {
            return switch (this) {
                case Inbound -> Topics.STANZAS_INBOUND;
                case Outbound -> Topics.STANZAS_OUTBOUND;
                case Legacy -> Topics.STANZAS_LEGACY;
            };
        }

        /// The direction of a stanza topic's lanes.
        ///
        /// @throws IllegalArgumentException when the name is no stanza topic's
        public static Direction ofTopic(String name) {
            return Stream.of(values())
                    .filter(each -> each.topic().name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name + " is no stanza topic"));
        }
    }
}
