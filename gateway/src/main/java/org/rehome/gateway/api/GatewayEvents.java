package org.rehome.gateway.api;

import jakarta.ws.rs.Path;
import java.util.List;
import org.rehome.contracts.Topics;
import org.rehome.rest.EventsResource;

/// The events of the gateway: partners, links, contacts; who holds capture streams; and the accounts of all
/// partitions.
@Path("/events")
public class GatewayEvents extends EventsResource {

    public GatewayEvents() {
        super(List.of(Topics.FEDERATION, Topics.CAPTURES, Topics.LEDGER));
    }
}
