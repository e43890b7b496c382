package org.rehome.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Starts the gateway beside the HTTP server, which says so long that it is not ready, and stops it before the process
/// ends.
@ApplicationScoped
public class GatewayStartup {
    private static final Logger LOG = Logger.getLogger(GatewayStartup.class);

    private final GatewayConfig config;
    private final GatewayMetrics metrics;
    private volatile @Nullable Gateway running;
    private volatile @Nullable Thread starting;

    public GatewayStartup(GatewayConfig config, MeterRegistry registry) {
        this.config = config;
        this.metrics = new GatewayMetrics(registry);
    }

    void start(@Observes StartupEvent event) {
        starting = Thread.ofPlatform().name("gateway-start").start(() -> {
            try {
                running = Gateway.start(config, metrics);
            } catch (InterruptedException e) {
                LOG.info("stopped while starting");
            } catch (RuntimeException e) {
                LOG.error("gateway cannot start, the process ends", e);
                Quarkus.asyncExit(1);
            }
        });
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Thread start = starting;
        if (start != null) {
            start.interrupt();
            start.join();
        }
        Gateway gateway = running;
        running = null;
        if (gateway != null) {
            gateway.close();
        }
    }

    /// The gateway; empty until it has read the facts.
    public Optional<Gateway> gateway() {
        return Optional.ofNullable(running);
    }
}
