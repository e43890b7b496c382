package org.rehome.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/// The broker's configuration, in Kafka's own names.
final class ServerProperties {
    static final String CONTROLLER = "CONTROLLER";
    static final int NODE_ID = 1;

    /// A stanza may have 1 MiB; its headers and the batch around it come on top.
    private static final int LARGEST_MESSAGE = 2 * 1024 * 1024;

    private ServerProperties() {}

    static Map<String, String> of(Settings settings, Sockets sockets) {
        var properties = new LinkedHashMap<String, String>();
        identity(properties, settings, sockets);
        groups(properties);
        topics(properties);
        modest(properties);
        return properties;
    }

    private static void identity(Map<String, String> to, Settings settings, Sockets sockets) {
        String controllerAddress = "127.0.0.1:" + sockets.port(CONTROLLER);
        var listeners = new StringJoiner(",");
        var advertised = new StringJoiner(",");
        var protocols = new StringJoiner(",");
        for (Listener listener : settings.listeners()) {
            int port = sockets.port(listener.name());
            listeners.add(listener.name() + "://" + listener.bindHost() + ":" + port);
            advertised.add(listener.name() + "://" + listener.advertisedHost() + ":" + port);
            protocols.add(listener.name() + ":PLAINTEXT");
        }
        to.put("process.roles", "broker,controller");
        to.put("node.id", Integer.toString(NODE_ID));
        to.put("log.dirs", settings.data().toString());
        to.put("controller.quorum.voters", NODE_ID + "@" + controllerAddress);
        to.put("controller.listener.names", CONTROLLER);
        to.put("listeners", listeners + "," + CONTROLLER + "://" + controllerAddress);
        to.put("advertised.listeners", advertised.toString());
        to.put("listener.security.protocol.map", protocols + "," + CONTROLLER + ":PLAINTEXT");
        to.put("inter.broker.listener.name", settings.listeners().getFirst().name());
    }

    /// Partition n of a stanza topic and of its deferred topic go to one member, and a dead member is noticed in 10 s.
    private static void groups(Map<String, String> to) {
        to.put("group.consumer.assignors", "range");
        to.put("group.consumer.session.timeout.ms", "10000");
        to.put("group.consumer.min.session.timeout.ms", "6000");
        to.put("group.consumer.heartbeat.interval.ms", "500");
        to.put("group.consumer.min.heartbeat.interval.ms", "500");
        to.put("group.initial.rebalance.delay.ms", "0");
        to.put("offsets.topic.replication.factor", "1");
        to.put("offsets.topic.num.partitions", "4");
        to.put("offsets.topic.segment.bytes", "16777216");
        // A suite that stood still for longer than Kafka's week must not forget what it has settled: a group without
        // offsets starts at 0 and would deliver again what the topics still hold.
        to.put("offsets.retention.minutes", Integer.toString(365 * 24 * 60));
        to.put("transaction.state.log.replication.factor", "1");
        to.put("transaction.state.log.min.isr", "1");
        to.put("transaction.state.log.num.partitions", "2");
        to.put("transaction.state.log.segment.bytes", "16777216");
        // A deferral's transaction lives 5 s; the abandoned one must not hold up readers much longer.
        to.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        to.put("share.coordinator.state.topic.replication.factor", "1");
        to.put("share.coordinator.state.topic.min.isr", "1");
        to.put("share.coordinator.state.topic.num.partitions", "1");
    }

    /// Topics are created by contracts' list and bring their own retention; these are the defaults behind it.
    private static void topics(Map<String, String> to) {
        to.put("auto.create.topics.enable", "false");
        to.put("default.replication.factor", "1");
        to.put("min.insync.replicas", "1");
        to.put("message.max.bytes", Integer.toString(LARGEST_MESSAGE));
        to.put("replica.fetch.max.bytes", Integer.toString(LARGEST_MESSAGE));
        to.put("log.retention.hours", Integer.toString(30 * 24));
        to.put("log.segment.bytes", Integer.toString(128 * 1024 * 1024));
    }

    /// One node with few partitions: a few threads and a few megabytes do.
    private static void modest(Map<String, String> to) {
        to.put("num.network.threads", "2");
        to.put("num.io.threads", "4");
        to.put("background.threads", "2");
        to.put("num.recovery.threads.per.data.dir", "2");
        to.put("group.coordinator.threads", "1");
        to.put("share.coordinator.threads", "1");
        to.put("log.cleaner.threads", "1");
        // The cleaner takes its buffer at the start, 128 MB by default: 16 MB map some 700,000 keys in one pass.
        to.put("log.cleaner.dedupe.buffer.size", "16777216");
        // Index files are allocated in full, sparse, two for each partition.
        to.put("log.index.size.max.bytes", "1048576");
        // After a kill -9 the controller lets the broker back in when its old session has run out.
        to.put("broker.heartbeat.interval.ms", "500");
        to.put("broker.session.timeout.ms", "3000");
        // Rather an error than to wait for ever; checking large segments after a kill -9 takes its time.
        to.put("server.max.startup.time.ms", "300000");
        to.put("metric.reporters", "");
    }
}
