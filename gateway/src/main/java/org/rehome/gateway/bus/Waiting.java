package org.rehome.gateway.bus;

import java.util.List;
import org.rehome.backbone.lane.LaneConsumer;

/// The lanes that wait for something to change. They are not worked from the beginning: facts come first.
public final class Waiting {
    private volatile List<LaneConsumer> lanes = List.of();

    /// The lanes are worked from now on.
    public void in(LaneConsumer... working) {
        lanes = List.of(working);
    }

    /// Something has changed that all lanes may wait for.
    public void changed() {
        lanes.forEach(LaneConsumer::changed);
    }

    /// Something has changed that one lane may wait for.
    public void changed(String lane) {
        lanes.forEach(each -> each.changed(lane));
    }
}
