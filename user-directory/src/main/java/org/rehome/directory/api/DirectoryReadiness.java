package org.rehome.directory.api;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.rehome.directory.bus.DirectoryBus;

/// Ready when the topics are there and the facts have caught up; the database has a check of its own.
@Readiness
@Singleton
public final class DirectoryReadiness implements HealthCheck {
    private final DirectoryBus bus;

    DirectoryReadiness(DirectoryBus bus) {
        this.bus = bus;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("facts")
                .status(bus.isReady())
                .withData("state", bus.state())
                .build();
    }
}
