package org.rehome.e2e.dns;

import java.time.Duration;
import org.rehome.e2e.suite.Leftovers;
import org.rehome.e2e.suite.Suite;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// Unbound in a container on the suite's network, which validates what BIND has signed, see `peers/unbound/README.md`.
public final class ValidatingResolver {
    /// Its name on the network.
    public static final String NAME = "unbound";

    private ValidatingResolver() {}

    /// Starts it; it ends with the suite.
    public static void start(Suite suite, String zones, String signedZones) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse("rehome/peer-unbound"));
        container
                .withNetworkMode(suite.network())
                .withLabel(Leftovers.PEER_OF, suite.name())
                .withEnv("AUTHORITY", suite.address("bind"))
                .withEnv("ZONES", zones)
                .withEnv("SIGNED_ZONES", signedZones)
                .waitingFor(Wait.forLogMessage(".*peer ready .*\\n", 1).withStartupTimeout(Duration.ofMinutes(1)))
                .withCreateContainerCmdModifier(
                        create -> create.withName(suite.name() + "-" + NAME).withAliases(NAME))
                .start();
    }
}
