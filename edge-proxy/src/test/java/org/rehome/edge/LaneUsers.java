package org.rehome.edge;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.lane.LaneProducer;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;
import org.rehome.lab.server.LabServer;
import org.rehome.lab.server.Received;
import org.rehome.lab.server.StanzaListener;
import org.rehome.lab.stanza.Stanza;
import org.rehome.lab.xml.Namespaces;
import org.rehome.lab.xml.XmlEvent;
import org.rehome.lab.xml.XmlReader;

/// Local users for whom the test stands in for pool and gateway: their messages go onto the outbound lanes, and what
/// comes onto their own lanes has reached them.
final class LaneUsers implements LabServer {
    private static final byte[] HEADER = ("<stream:stream xmlns='jabber:server'"
                    + " xmlns:stream='http://etherx.jabber.org/streams'>")
            .getBytes(StandardCharsets.UTF_8);

    private final Set<String> users;
    private final LaneProducer lanes;
    private final List<StanzaListener> listeners = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean closed;

    LaneUsers(KafkaSettings kafka, Set<String> users) {
        this.users = Set.copyOf(users);
        this.lanes = new LaneProducer(kafka);
        this.reader = Thread.ofPlatform().daemon().name("lane-users").start(() -> read(kafka));
    }

    private void read(KafkaSettings kafka) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(kafka.reader("lane-users"))) {
            List<TopicPartition> all = IntStream.range(0, Topics.STANZAS_INBOUND.partitions())
                    .mapToObj(partition -> new TopicPartition(Topics.STANZAS_INBOUND.name(), partition))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            while (!closed) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::received);
            }
        }
    }

    private void received(ConsumerRecord<String, byte[]> each) {
        if (users.contains(each.key())) {
            Received received = new Received(each.key(), stanza(each.value()), System.nanoTime());
            listeners.forEach(listener -> listener.received(received));
        }
    }

    private static Stanza stanza(byte[] xml) {
        try {
            XmlReader reader = new XmlReader(
                    new SequenceInputStream(new ByteArrayInputStream(HEADER), new ByteArrayInputStream(xml)));
            reader.next();
            return new Stanza(((XmlEvent.Child) reader.next()).element());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Set<String> users() {
        return users;
    }

    @Override
    public boolean present(String user) {
        return users.contains(user);
    }

    @Override
    public boolean send(String user, Stanza stanza) {
        String from = user + "/" + RESOURCE;
        Jid to = Jid.parse(stanza.to().orElseThrow().toString());
        lanes.publish(
                Topics.STANZAS_OUTBOUND,
                new LaneStanza(
                        LaneStanza.outboundLane(Jid.parse(from).domain(), to.domain()),
                        Jid.parse(from),
                        to,
                        StanzaKind.MESSAGE,
                        Instant.now(),
                        "test",
                        "t",
                        null,
                        stanza.from(from).element().toXml(Namespaces.CONTENT).getBytes(StandardCharsets.UTF_8)),
                failure -> {
                    if (failure != null) {
                        throw new AssertionError("not on its lane", failure);
                    }
                });
        return true;
    }

    @Override
    public void listen(StanzaListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
        lanes.close();
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
