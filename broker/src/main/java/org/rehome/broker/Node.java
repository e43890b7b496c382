package org.rehome.broker;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The broker's and the controller's server objects, put together as `kafka.server.KafkaRaftServer` does, with three
/// differences: the sockets are already bound, a fatal fault goes to `failed` and not to the end of the JVM, and there
/// is no shutdown hook.
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String clusterId;

    Node(Settings settings, Sockets sockets, Consumer<String> failed) {
        Map<String, String> properties = ServerProperties.of(settings, sockets);
        var config = new KafkaConfig(properties, false);
        var storage = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        clusterId = storage._1().clusterId().orElseThrow();
        var voter = InetSocketAddress.createUnresolved("127.0.0.1", sockets.port(ServerProperties.CONTROLLER));
        var shared = new SharedServer(
                config,
                storage._1(),
                Time.SYSTEM,
                Server.initializeMetrics(config, Time.SYSTEM, clusterId),
                CompletableFuture.completedFuture(Map.of(ServerProperties.NODE_ID, voter)),
                List.of(),
                faults(failed),
                sockets);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), storage._2());
    }

    String clusterId() {
        return clusterId;
    }

    /// Returns when the broker serves clients. The controller comes first: the broker registers with it.
    void start() {
        controller.startup();
        broker.startup();
    }

    /// Flushes and closes. The broker goes first: it asks the controller for leave.
    void stop(Duration patience) {
        try {
            broker.shutdown(patience);
        } finally {
            controller.shutdown();
        }
    }

    private static FaultHandlerFactory faults(Consumer<String> failed) {
        return (name, fatal, action) -> fatal ? new Fatal(name, action, failed) : new LoggingFaultHandler(name, action);
    }

    private record Fatal(String part, Runnable action, Consumer<String> failed) implements FaultHandler {
        @Override
        public RuntimeException handleFault(String message, @Nullable Throwable cause) {
            LOG.error("kafka cannot go on part={} error={}", part, message, cause);
            action.run();
            failed.accept(part + ": " + message + (cause == null ? "" : " (" + cause + ")"));
            return new FaultHandlerException(message, cause);
        }
    }
}
