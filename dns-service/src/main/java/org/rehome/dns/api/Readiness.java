package org.rehome.dns.api;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.rehome.dns.DnsService;

/// Ready when partners and edges are known and the embedded server listens.
@org.eclipse.microprofile.health.Readiness
@Singleton
public final class Readiness implements HealthCheck {
    private final DnsService service;

    Readiness(DnsService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("dns-service")
                .withData("facts", service.caughtUp())
                .withData("listening", service.listening())
                .withData("server", service.primary().toString())
                .status(service.caughtUp() && service.listening())
                .build();
    }
}
