package org.rehome.contracts.event;

/// Something that happened. The record's components are its JSON; its key decides the partition and, on
/// a compacted topic, which earlier event it replaces: so an event of a compacted topic holds the whole
/// state of its key.
public sealed interface Event
        permits UserEvent,
                PoolEvent,
                MoveEvent,
                FederationEvent,
                CaptureEvent,
                ConfirmationEvent,
                EdgeEvent,
                DnsEvent,
                LedgerEvent {

    /// The Kafka key; also the CloudEvents `subject`.
    String key();
}
