package org.rehome.dns.api;

import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.rehome.contracts.Topics;
import org.rehome.rest.EventsResource;

/// The events of this service.
@Path("/events")
@Tag(name = "events", description = "What happened to the records of a domain")
public class DnsEventsResource extends EventsResource {
    public DnsEventsResource() {
        super(List.of(Topics.DNS));
    }
}
