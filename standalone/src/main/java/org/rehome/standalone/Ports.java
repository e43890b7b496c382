package org.rehome.standalone;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Which ports a suite takes, and whether they are there to be taken.
final class Ports {
    /// Free ports come from below the range that operating systems give to outgoing connections (from 32768 on): one
    /// of those could get the port before the service that it was chosen for has started.
    private static final int LOWEST_FREE = 20_000;

    private static final int HIGHEST_FREE = 32_000;
    private static final int TRIES = 1_000;

    private Ports() {}

    /// Chooses a number for every port that is 0.
    static Map<SuitePort, Port> resolve(Map<SuitePort, Integer> numbers, String s2sHost) throws CannotStart {
        var ports = new EnumMap<SuitePort, Port>(SuitePort.class);
        Set<Integer> taken = new HashSet<>(numbers.values());
        for (Map.Entry<SuitePort, Integer> entry : numbers.entrySet()) {
            SuitePort port = entry.getKey();
            String host = port == SuitePort.S2S ? s2sHost : "127.0.0.1";
            ports.put(port, entry.getValue() == 0 ? choose(port, host, taken) : port.at(host, entry.getValue()));
        }
        return ports;
    }

    /// A port that is free now and not among `taken`, to which it is added.
    static Port choose(SuitePort port, String host, Set<Integer> taken) throws CannotStart {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Port candidate = port.at(host, ThreadLocalRandom.current().nextInt(LOWEST_FREE, HIGHEST_FREE));
            if (obstacle(candidate) == null && taken.add(candidate.number())) {
                return candidate;
            }
        }
        throw new CannotStart(
                CannotStart.FAILED,
                "no free port found between " + LOWEST_FREE + " and " + HIGHEST_FREE + ": choose one with --"
                        + port.option());
    }

    /// @throws CannotStart if any of them cannot be bound, or two are the same; names each, who needs it, and the
    ///     option that changes it
    static void requireFree(Collection<Port> ports) throws CannotStart {
        List<String> complaints = new ArrayList<>();
        var seen = new HashSet<Integer>();
        for (Port port : ports) {
            String obstacle = seen.add(port.number()) ? obstacle(port) : "two parts of the suite want it";
            if (obstacle != null) {
                complaints.add("port " + port.number() + " on " + port.host() + " cannot be had (" + obstacle + "): "
                        + port.owner()
                        + " needs it for " + port.purpose() + "; choose another with --" + port.option()
                        + ", or shift all with --port-offset");
            }
        }
        if (!complaints.isEmpty()) {
            throw new CannotStart(CannotStart.ASKED_WRONGLY, String.join(System.lineSeparator(), complaints));
        }
    }

    /// Why the port cannot be bound, or null.
    private static @Nullable String obstacle(Port port) {
        return switch (port.transport()) {
            case TCP -> tcpObstacle(port);
            case TCP_AND_UDP -> {
                String tcp = tcpObstacle(port);
                yield tcp != null ? tcp : udpObstacle(port);
            }
        };
    }

    private static @Nullable String tcpObstacle(Port port) {
        try (var probe = new ServerSocket()) {
            probe.bind(address(port));
            return null;
        } catch (IOException e) {
            return "TCP: " + e.getMessage();
        }
    }

    private static @Nullable String udpObstacle(Port port) {
        try (var probe = new DatagramSocket(address(port))) {
            return probe.isBound() ? null : "UDP: not bound";
        } catch (IOException e) {
            return "UDP: " + e.getMessage();
        }
    }

    private static InetSocketAddress address(Port port) throws IOException {
        return new InetSocketAddress(InetAddress.getAllByName(port.host())[0], port.number());
    }
}
