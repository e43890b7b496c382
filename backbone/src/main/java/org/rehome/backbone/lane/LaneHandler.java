package org.rehome.backbone.lane;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.stanza.LaneStanza;

/// Decides about the stanzas of a topic's lanes, and hears what became of them. Each partition that is ours
/// asks on a thread of its own; what it asks more than once must not change anything.
public interface LaneHandler {
    /// The partition is ours, before anything of it is decided: the place to wait for facts.
    ///
    /// @param handedOver true when the owner before had nothing in flight when it gave the partition up, or
    ///     there was none; otherwise it has died, or was frozen, and may have sent something that it never
    ///     confirmed
    void assigned(int partition, boolean handedOver) throws InterruptedException;

    /// What is to become of a stanza. Must not block. Asked of a lane's head only, again whenever something
    /// may have changed; of one in the deferred topic without its XML.
    ///
    /// @param held how long its lane has waited here
    Verdict decide(LaneStanza stanza, Duration held);

    /// What is to become of a stanza that was sent twice and never confirmed.
    Verdict unconfirmed(LaneStanza stanza);

    /// The partition is no longer ours; nothing of it is in flight.
    void revoked(int partition);

    /// For the ledger: the partner who has sent it, or to whom it goes.
    Domain partner(LaneStanza stanza);

    /// For the ledger: the name of the pool that it went to on this stream, or that has sent it. Asked of every
    /// stanza that was delivered, so only a name: it is read when the account is written down.
    @Nullable
    String pool(LaneStanza stanza, LaneStream stream);

    /// They were delivered and confirmed.
    void delivered(List<LaneStanza> stanzas);

    /// It went back to its sender.
    void returned(LaneStanza stanza, String reason);

    /// It ended here.
    void dropped(LaneStanza stanza, String reason);

    /// They were sent, and nobody knows whether they arrived; each is sent once more.
    void uncertain(List<LaneStanza> stanzas, String reason);

    /// It is sent for the second time.
    ///
    /// @return what is written for it
    LaneStanza sentAgain(LaneStanza stanza);

    /// They wait in the deferred topic now.
    void deferred(List<LaneStanza> stanzas);
}
