package org.rehome.directory.api;

import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.contracts.Topics;
import org.rehome.rest.EventsResource;

/// The directory's events as server-sent events.
@Path("/events")
@Tag(name = "events", description = "The topics users, pools and moves")
public final class DirectoryEvents extends EventsResource {

    DirectoryEvents() {
        super(List.of(Topics.USERS, Topics.POOLS, Topics.MOVES));
    }
}
