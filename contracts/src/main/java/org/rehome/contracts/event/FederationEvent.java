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
    record FederationEnabled(
            Partner partner,
            long version,
            @Nullable String forced,
            @Nullable Rollout rollout) implements PartnerEvent {
        /// For everybody.
        public FederationEnabled(Partner partner, long version, @Nullable String forced) {
            this(partner, version, forced, null);
        }
    }

    /// The partner's traffic waits.
    ///
    /// @param reason what the operator gave as the reason; null when nothing
    /// @param rollout whose outbound traffic went by the edges before, and will again; null: everybody's
    record FederationPaused(
            Partner partner,
            long version,
            @Nullable String reason,
            @Nullable Rollout rollout) implements PartnerEvent {
        /// For everybody.
        public FederationPaused(Partner partner, long version, @Nullable String reason) {
            this(partner, version, reason, null);
        }
    }

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
            @Nullable String proxyFqdn) {
        public Partner {
            additionalDomains = List.copyOf(additionalDomains);
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
