package org.rehome.backbone.lane;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.rehome.contracts.Topic;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.stanza.LaneStanza;

/// Keeps a partition's account, from what the owner before has noted to what the next one finds. Used by the
/// partition's thread.
final class PartitionLedger {
    private static final System.Logger LOG = System.getLogger(PartitionLedger.class.getName());

    private final Topic.Stanzas topic;
    private final int partition;
    private final Function<LaneStanza, Domain> partnerOf;
    private final AccountBook book;
    private final Recounts recounts;
    private final Settlement stanzas;
    private final Settlement deferred;
    private final Account account;

    /// @param stanzas what was committed for the stanza topic, and
    /// @param deferred for its deferred topic
    PartitionLedger(
            Topic.Stanzas topic,
            int partition,
            Function<LaneStanza, Domain> partnerOf,
            AccountBook book,
            Recounts recounts,
            Settlement stanzas,
            Settlement deferred) {
        this.topic = topic;
        this.partition = partition;
        this.partnerOf = partnerOf;
        this.book = book;
        this.recounts = recounts;
        this.stanzas = stanzas.copy();
        this.deferred = deferred.copy();
        this.account = new Account(partnerOf);
    }

    Account account() {
        return account;
    }

    /// Goes on from the last account, before anything arrives. What was settled after it is read once more.
    void resume() throws InterruptedException {
        Optional<PartitionAccounted> noted = book.last(partition);
        if (noted.isEmpty()) {
            account.begin(stanzas);
            return;
        }
        Recount recount = Recount.since(noted.get(), partnerOf, stanzas, deferred);
        if (recount.isFromAnotherLog()) {
            LOG.log(
                    Level.WARNING,
                    "account is not about this topic, it begins anew topic={0} partition={1}",
                    topic.name(),
                    partition);
            account.begin(stanzas);
            return;
        }
        if (!recount.isEmpty()) {
            recounts.read(topic, partition, recount);
        }
        account.resume(noted.get(), recount);
    }

    /// Whether there is something to write down.
    boolean isDue() {
        return account.isComplete() && account.hasChanged();
    }

    /// The account as it is now.
    PartitionAccounted noted(PartitionLanes lanes) {
        return account.noted(
                topic.name(),
                partition,
                book.instance(),
                Instant.now(),
                lanes.arrivedSettlement(),
                lanes.deferredSettlement(),
                lanes.heldInMemory());
    }
}
