package org.rehome.contracts.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// What has become of the stanzas of each lane partition. Whoever works a partition writes its account, at most every
/// second; the sum over all partitions is the ledger.
public sealed interface LedgerEvent extends Event {

    /// The account of a partition of a stanza topic and of its deferred part, as it was when the offsets were
    /// committed that are in it. The owner after goes on from there.
    ///
    /// @param topic the stanza topic
    /// @param partition its partition
    /// @param by the id of the instance that works it
    /// @param at when
    /// @param stanzas which offsets of the stanza topic are settled
    /// @param deferred which offsets of its deferred topic are settled
    /// @param partners the accounts, by partner
    /// @param difference accepted less all that has become of it, less what is not settled by the offsets: 0, or
    ///     stanzas are missing (above 0) or counted twice (below 0)
    record PartitionAccounted(
            String topic,
            int partition,
            String by,
            Instant at,
            Settled stanzas,
            Settled deferred,
            List<PartnerAccount> partners,
            long difference)
            implements LedgerEvent {
        public PartitionAccounted {
            partners = List.copyOf(partners);
        }

        @Override
        public String key() {
            return key(topic, partition);
        }

        /// The key of a partition's account.
        public static String key(String topic, int partition) {
            return "account/" + topic + "/" + partition;
        }
    }

    /// The account of a partition does not balance; removed when it does again.
    ///
    /// @param topic the stanza topic
    /// @param partition its partition
    /// @param by the id of the instance that works it
    /// @param at since when
    /// @param difference as in the account
    record LedgerUnbalanced(String topic, int partition, String by, Instant at, long difference)
            implements LedgerEvent {
        @Override
        public String key() {
            return "unbalanced/" + topic + "/" + partition;
        }
    }

    /// What is settled of a partition.
    ///
    /// @param offset the lowest offset that is not
    /// @param runs what is settled above it, as in the commit's metadata
    record Settled(long offset, String runs) {}

    /// What has become of the stanzas from a partner, or for it. What is in none of these counts is in flight: on its
    /// way to a pool or a partner, or not read again yet after a hand-over.
    ///
    /// @param partner the partner's domain
    /// @param accepted durable on the stanza topic
    /// @param delivered delivered and confirmed, by pool
    /// @param returned sent back to the sender as an error
    /// @param dropped ended by a rule that answers nothing
    /// @param unattributed settled right before a crash: one of these three, and which was not noted
    /// @param held waiting, in memory or in the deferred topic
    record PartnerAccount(
            Domain partner,
            long accepted,
            List<Delivered> delivered,
            long returned,
            long dropped,
            long unattributed,
            long held) {
        public PartnerAccount {
            delivered = List.copyOf(delivered);
        }

        /// Settled, one way or the other.
        public long settled() {
            return delivered.stream().mapToLong(Delivered::stanzas).sum() + returned + dropped + unattributed;
        }
    }

    /// Stanzas that were delivered and confirmed.
    ///
    /// @param pool inbound, the pool that took them; outbound, the pool that sent them; null for errors that a
    ///     gateway or an edge made
    /// @param stanzas how many
    record Delivered(@Nullable PoolName pool, long stanzas) {}
}
