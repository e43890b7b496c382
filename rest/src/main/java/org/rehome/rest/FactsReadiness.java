package org.rehome.rest;

import org.eclipse.microprofile.health.HealthCheckResponse;
import org.rehome.backbone.facts.Facts;

/// The part of readiness that every service has: it knows what the others have said.
public final class FactsReadiness {

    private FactsReadiness() {}

    public static HealthCheckResponse of(Facts facts) {
        return HealthCheckResponse.named("facts").status(facts.caughtUp()).build();
    }
}
