package org.rehome.contracts.event;

import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.PoolName;

/// Which gateway holds which capture streams. They are shared by slots, which a consumer group assigns; these events
/// hand a slot's streams over from one gateway to the next. A tombstone says that the key was removed.
public sealed interface CaptureEvent extends Event {

    /// What a gateway says of a slot; the last one of each gateway counts.
    sealed interface SlotEvent extends CaptureEvent {
        /// The slot, counted from 0.
        int slot();

        /// The id of the gateway that says it.
        String gateway();

        @Override
        default String key() {
            return "slot/" + slot() + "/" + gateway();
        }
    }

    /// The gateway was assigned the slot. Whoever has offered it closes its streams.
    ///
    /// @param slot the slot, counted from 0
    /// @param gateway the id of the gateway
    record SlotTaken(int slot, String gateway) implements SlotEvent {}

    /// The gateway still has the slot's streams and closes them for whoever takes the slot, who publishes nothing
    /// before.
    ///
    /// @param slot the slot, counted from 0
    /// @param gateway the id of the gateway
    record SlotOffered(int slot, String gateway) implements SlotEvent {}

    /// The gateway has none of the slot's streams, and all that it had read from them is durable.
    ///
    /// @param slot the slot, counted from 0
    /// @param gateway the id of the gateway
    record SlotReleased(int slot, String gateway) implements SlotEvent {}

    /// A capture stream is open; a tombstone says that it is not.
    ///
    /// @param pool the pool
    /// @param partner the partner's domain, which the stream is on that pool
    /// @param gateway the id of the gateway
    record CaptureOpened(PoolName pool, Domain partner, String gateway) implements CaptureEvent {
        @Override
        public String key() {
            return "capture/" + pool + "/" + partner + "/" + gateway;
        }
    }
}
