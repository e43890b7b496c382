package org.rehome.gateway.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.rehome.gateway.Gateway;
import org.rehome.gateway.GatewayStartup;
import org.rehome.rest.FactsReadiness;

/// Ready when the facts have caught up.
@Readiness
@ApplicationScoped
class GatewayReadiness implements HealthCheck {
    private final GatewayStartup startup;

    GatewayReadiness(GatewayStartup startup) {
        this.startup = startup;
    }

    @Override
    public HealthCheckResponse call() {
        return startup.gateway()
                .map(Gateway::facts)
                .map(FactsReadiness::of)
                .orElseGet(() -> HealthCheckResponse.down("facts"));
    }
}
