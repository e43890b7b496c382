package org.rehome.edge.api;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.rehome.edge.Edge;

/// Ready when the S2S port is bound and the facts have caught up. Certificates are reported only: an edge
/// without one is deployed first and gets it afterwards.
@Readiness
public class EdgeReadiness implements HealthCheck {
    private final Edge edge;

    EdgeReadiness(Edge edge) {
        this.edge = edge;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("edge")
                .status(edge.port() > 0 && edge.ready())
                .withData("s2s-port", edge.port())
                .withData("facts", edge.ready() ? "caught up" : "not caught up");
        edge.certificates()
                .all()
                .forEach((domain, credential) ->
                        response.withData("certificate " + domain, "until " + credential.notAfter()));
        return response.build();
    }
}
