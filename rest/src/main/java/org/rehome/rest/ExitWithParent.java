package org.rehome.rest;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Ends the process when its standard input ends, so that no service outlives a supervisor that was killed.
@ApplicationScoped
public class ExitWithParent {
    private static final Logger LOG = Logger.getLogger(ExitWithParent.class);

    void start(
            @Observes StartupEvent started,
            @ConfigProperty(name = "rehome.exit-with-parent", defaultValue = "false") boolean wanted) {
        if (wanted) {
            Thread.ofPlatform().name("exit-with-parent").daemon().start(() -> awaitEnd(System.in));
        }
    }

    private static void awaitEnd(InputStream parent) {
        try {
            while (parent.read() >= 0) {
                // what the parent writes has no meaning; only the end counts
            }
        } catch (IOException e) {
            LOG.debugf("standard input lost error=%s", e.getMessage());
        }
        LOG.info("parent process is gone, stopping");
        Quarkus.asyncExit(0);
    }
}
