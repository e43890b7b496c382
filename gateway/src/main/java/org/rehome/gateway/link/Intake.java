package org.rehome.gateway.link;

import org.jspecify.annotations.Nullable;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;
import org.rehome.xmpp.stanza.Stanza;

/// Takes what pools send.
public interface Intake {
    /// Stands in the names of streams for what hooks have handed over.
    String HANDED_OVER = "hook";

    /// A stanza of a pool's address for a partner's. Called in the order of the stream, on its thread; may block.
    ///
    /// @param stream for logs and records, such as `new/capture/partner.test`
    /// @param settled told once, when the stanza is durable or needs not be; a failure closes the stream
    void captured(PoolName pool, String stream, Stanza stanza, Settled settled);

    /// A stanza that a pool's hook has handed over: for a partner's domain, or for a user of ours who lives elsewhere.
    /// Called in the order of its sender's stanzas, on the stream's thread; may block.
    ///
    /// @param stream for logs and records, such as `new/hook/gw-0.example.test`
    /// @param settled told once; a failure closes the stream, and the hook hands over again
    void handedOver(PoolName pool, String stream, Stanza stanza, Settled settled);

    /// The stream's name on records of what was handed over by it.
    static String handoverLabel(PoolName pool, Domain name) {
        return pool + "/" + HANDED_OVER + "/" + name;
    }

    /// A stanza that this stream may not carry.
    ///
    /// @param reason counted, such as `from-not-of-pool`
    void refused(PoolName pool, String stream, String reason, String detail);

    @FunctionalInterface
    interface Settled {
        /// @param failure null when the stanza is settled
        void settled(@Nullable Exception failure);
    }
}
