package org.rehome.e2e.peer;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ulimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.rehome.e2e.suite.Leftovers;
import org.rehome.e2e.suite.Project;
import org.rehome.e2e.suite.Suite;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/// An XMPP server in a container on the suite's network: a pool or a partner, see `peers/README.md`.
public final class Peer {
    /// Of every user of every peer. The servers take logins on loopback only and end with the scenario.
    public static final String PASSWORD = "secret";

    /// Where a pool takes injection streams.
    public static final int INJECTION_PORT = 5347;

    private static final int CLIENTS = 5222;

    private final GenericContainer<?> container;
    private final Server server;
    private final Suite suite;

    private Peer(GenericContainer<?> container, Server server, Suite suite) {
        this.container = container;
        this.server = server;
        this.suite = suite;
    }

    /// A pool of `users`' domain, with the suite's gateway as a component.
    ///
    /// @param name on the network; in no zone, since Docker would answer for it instead of BIND
    /// @param users bare addresses of one domain
    /// @param secret of the component streams
    /// @param partner the domain that is captured
    public static Peer pool(
            Suite suite, Server server, String name, List<String> users, String secret, String partner) {
        String domain = domain(users.getFirst());
        GenericContainer<?> container = container(suite, server, name, users)
                .withEnv("ROLE", "pool")
                .withEnv("INJECTIONS", "gateway-1." + domain + ":" + secret)
                .withEnv("CAPTURES", partner + ":" + secret);
        container.start();
        return new Peer(container, server, suite);
    }

    /// A pool with the pool hook and S2S of its own, which finds others by BIND.
    ///
    /// @param name on the network
    /// @param injections names and secrets of the gateways' components, as `name:secret`
    /// @param heldStanzas how many the hook keeps for gateways before it returns what comes
    public static Peer hooked(
            Suite suite,
            Server server,
            String name,
            List<String> users,
            List<String> injections,
            int heldStanzas,
            Identity own,
            String trusted) {
        GenericContainer<?> container = container(suite, server, name, users)
                .withEnv("ROLE", "pool")
                .withEnv("HOOK", "yes")
                .withEnv("HOOK_STANZAS", String.valueOf(heldStanzas))
                .withEnv("INJECTIONS", String.join(" ", injections))
                .withExposedPorts(CLIENTS, INJECTION_PORT)
                .withCopyFileToContainer(
                        MountableFile.forHostPath(Project.root().resolve(server.hookFolder())), "/hook")
                .withCreateContainerCmdModifier(create -> hostConfig(create.getHostConfig())
                        .withPortBindings(onLoopback(CLIENTS), onLoopback(INJECTION_PORT)));
        federated(suite, container, domain(users.getFirst()), own, trusted);
        container.start();
        return new Peer(container, server, suite);
    }

    /// A partner that admits others by their certificates alone, and finds them by BIND.
    ///
    /// @param own its certificate
    /// @param trusted PEM of the authorities that it trusts
    public static Peer partner(
            Suite suite, Server server, String name, List<String> users, Identity own, String trusted) {
        String domain = domain(users.getFirst());
        GenericContainer<?> container = container(suite, server, name, users).withEnv("ROLE", "partner");
        federated(suite, container, domain, own, trusted);
        container.start();
        return new Peer(container, server, suite);
    }

    /// A partner whose certificate nobody trusts, and that admits others by dialback.
    public static Peer dialbackPartner(Suite suite, Server server, String name, List<String> users, Identity own) {
        GenericContainer<?> container =
                container(suite, server, name, users).withEnv("ROLE", "partner").withEnv("S2S_AUTH", "dialback");
        federated(suite, container, domain(users.getFirst()), own, own.chain());
        container.start();
        return new Peer(container, server, suite);
    }

    private static void federated(
            Suite suite, GenericContainer<?> container, String domain, Identity own, String trusted) {
        String resolver = suite.address("bind");
        container
                .withCopyToContainer(Transferable.of(own.chain()), "/certs/" + domain + ".pem")
                .withCopyToContainer(Transferable.of(own.key()), "/certs/" + domain + ".key")
                .withCopyToContainer(Transferable.of(trusted), "/certs/ca.pem")
                .withCreateContainerCmdModifier(
                        create -> hostConfig(create.getHostConfig()).withDns(resolver));
    }

    private static PortBinding onLoopback(int port) {
        return new PortBinding(Ports.Binding.bindIp("127.0.0.1"), ExposedPort.tcp(port));
    }

    private static GenericContainer<?> container(Suite suite, Server server, String name, List<String> users) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(server.image()));
        container
                .withNetworkMode(suite.network())
                .withLabel(Leftovers.PEER_OF, suite.name())
                .withExposedPorts(CLIENTS)
                .withEnv("DOMAINS", domain(users.getFirst()))
                .withEnv(
                        "USERS",
                        users.stream().map(user -> user + ":" + PASSWORD).collect(Collectors.joining(" ")))
                .waitingFor(Wait.forLogMessage(".*peer ready .*\\n", 1).withStartupTimeout(Duration.ofMinutes(1)))
                .withCreateContainerCmdModifier(create -> {
                    create.withName(suite.name() + "-" + name).withAliases(name);
                    hostConfig(create.getHostConfig())
                            // Erlang reserves memory for every file that it could open.
                            .withUlimits(List.of(new Ulimit("nofile", 20_000L, 20_000L)))
                            // Passwords travel in the clear here: nobody else may come.
                            .withPortBindings(onLoopback(CLIENTS));
                });
        return container;
    }

    private static HostConfig hostConfig(@Nullable HostConfig config) {
        return Objects.requireNonNull(config);
    }

    private static String domain(String user) {
        return user.substring(user.indexOf('@') + 1);
    }

    /// Its address on the network.
    public String address() {
        return suite.address(inspected());
    }

    /// Where its clients log in, from here.
    public InetSocketAddress clients() {
        return published(CLIENTS);
    }

    /// Where a hooked pool takes injection streams, from here.
    public InetSocketAddress injections() {
        return published(INJECTION_PORT);
    }

    /// Ports and addresses are others after a restart.
    private InspectContainerResponse inspected() {
        return container
                .getDockerClient()
                .inspectContainerCmd(container.getContainerId())
                .exec();
    }

    private InetSocketAddress published(int port) {
        Ports.Binding[] bindings =
                inspected().getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(port));
        if (bindings == null || bindings.length == 0) {
            throw new IllegalStateException(container.getDockerImageName() + " does not publish " + port);
        }
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(bindings[0].getHostPortSpec()));
    }

    /// Runs a command line in the container.
    ///
    /// @return its output when it ends with status 0
    /// @throws IllegalStateException when it does not, with its output
    public String run(String line) {
        try {
            var result = container.execInContainer("sh", "-c", line);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(line + " failed: " + result.getStdout() + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + line, e);
        }
    }

    /// Kills the server with SIGKILL and starts it again, with what it had written; returns when it is ready.
    public void killAndRestart() {
        DockerClient docker = container.getDockerClient();
        String id = container.getContainerId();
        docker.killContainerCmd(id).exec();
        Awaitility.await()
                .until(() -> !Boolean.TRUE.equals(inspected().getState().getRunning()));
        docker.startContainerCmd(id).exec();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> container.execInContainer("accepts").getExitCode() == 0);
    }

    /// Where a pool takes the streams that are partners' domains.
    public int capturePort() {
        return server.capturePort();
    }

    /// Logs a user in, with initial presence.
    public Client login(String user) {
        return Client.login(user, PASSWORD, clients(), server);
    }

    /// Stops the server in the middle of everything, so that it neither reads nor writes; nothing is closed
    /// or lost.
    public void freeze() {
        signal("STOP");
    }

    /// Lets it go on.
    public void thaw() {
        signal("CONT");
    }

    /// To the server itself, the container's first process; Docker's own pause fails where the machine is busy.
    private void signal(String name) {
        DockerClient docker = container.getDockerClient();
        docker.killContainerCmd(container.getContainerId()).withSignal(name).exec();
    }
}
