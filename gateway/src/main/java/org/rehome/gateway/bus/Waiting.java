package org.rehome.gateway.bus;

import org.jspecify.annotations.Nullable;
import org.rehome.backbone.lane.LaneConsumer;

/// The lanes that wait for something to change. They are not worked from the beginning: facts come first.
public final class Waiting {
    private volatile @Nullable LaneConsumer lanes;

    /// The lanes are worked from now on.
    public void in(LaneConsumer working) {
        lanes = working;
    }

    /// Something has changed that all lanes may wait for.
    public void changed() {
        LaneConsumer working = lanes;
        if (working != null) {
            working.changed();
        }
    }

    /// Something has changed that one lane may wait for.
    void changed(String lane) {
        LaneConsumer working = lanes;
        if (working != null) {
            working.changed(lane);
        }
    }
}
