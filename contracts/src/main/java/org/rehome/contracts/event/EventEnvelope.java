package org.rehome.contracts.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An event with its CloudEvents 1.0 attributes.
///
/// @param id unique with the source; the same again when an event is sent twice after a crash, so that a
///     consumer can tell
/// @param source the instance that wrote it, such as `/gateway/gateway-1`
/// @param time when it happened
/// @param sequence rises with each event of the source, compared as text; null where the source does not
///     count (CloudEvents extension `sequence`)
/// @param event what happened
public record EventEnvelope<E extends Event>(
        String id, String source, Instant time, @Nullable String sequence, E event) {

    /// The CloudEvents `type`: `org.rehome.` and the name of the record.
    public String type() {
        return EventCodec.type(event.getClass());
    }
}
