package org.rehome.edge.api;

import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.contracts.Topics;
import org.rehome.rest.EventsResource;

/// The edges' events over HTTP.
@Path("/events")
@Tag(name = "events", description = "Edge events as they happen")
public class EdgeEventsResource extends EventsResource {
    EdgeEventsResource() {
        super(List.of(Topics.EDGES));
    }
}
