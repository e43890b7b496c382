package org.rehome.backbone.facts;

import org.rehome.contracts.event.Event;

/// Told of each change of a topic, on one thread, in order; must not block.
public interface FactListener<E extends Event> {
    /// The key of the event has this state now.
    void changed(E event);

    /// The key was removed.
    void removed(String key);
}
