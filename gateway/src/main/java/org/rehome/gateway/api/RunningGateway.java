package org.rehome.gateway.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.GatewayStartup;
import org.rehome.rest.Problem;

/// The gateway for those who answer requests.
@ApplicationScoped
class RunningGateway {
    private final GatewayStartup startup;

    RunningGateway(GatewayStartup startup) {
        this.startup = startup;
    }

    /// @throws Problem 503 while it is starting
    Gateway get() {
        return startup.gateway()
                .orElseThrow(() -> Problem.unavailable(
                        "the gateway is starting and still reads facts from Kafka: GET /q/health/ready says when it"
                                + " is done"));
    }
}
