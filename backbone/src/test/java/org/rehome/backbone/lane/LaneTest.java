package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rehome.backbone.KafkaTest;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

final class LaneTest {
    @RegisterExtension
    static final KafkaTest KAFKA = new KafkaTest();

    private static final AtomicInteger RUN = new AtomicInteger();
    private static final int USERS = 40;
    private final String domain = "lane" + RUN.incrementAndGet() + ".test";
    private final String group = "group-" + domain;

    private LaneStanza stanza(int user, int number) {
        Jid to = Jid.parse("user" + user + "@" + domain);
        byte[] xml = ("<message><body>" + number + "</body></message>").getBytes(StandardCharsets.UTF_8);
        return new LaneStanza(
                LaneStanza.inboundLane(to),
                Jid.parse("sender@partner.test/é"),
                to,
                StanzaKind.MESSAGE,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "edge-1/s2s/1",
                "trace-" + number,
                null,
                xml);
    }

    private void publish(LaneProducer producer, int from, int to) throws InterruptedException {
        for (int number = from; number < to; number++) {
            LaneStanza stanza = stanza(number % USERS, number);
            if (number == to - 1) {
                producer.publishAndWait(Topics.STANZAS_INBOUND, stanza);
            } else {
                producer.publish(Topics.STANZAS_INBOUND, stanza, failure -> assertThat(failure)
                        .isNull());
            }
        }
    }

    /// Notes what it is handed, lane by lane.
    private class Recorder implements LaneHandler {
        final Map<String, List<Integer>> lanes = new ConcurrentHashMap<>();
        final Set<Integer> ours = ConcurrentHashMap.newKeySet();
        final AtomicInteger count = new AtomicInteger();

        @Override
        public void assigned(int partition) {
            ours.add(partition);
        }

        @Override
        public void deliver(LaneBatch batch) throws InterruptedException, IOException {
            assertThat(ours).contains(batch.partition());
            int done = 0;
            for (LaneStanza stanza : batch.stanzas()) {
                if (stanza.to().domain().name().equals(domain)) {
                    record(stanza);
                }
                batch.settled(++done);
            }
        }

        void record(LaneStanza stanza) throws IOException {
            lanes.computeIfAbsent(stanza.lane(), lane -> new ArrayList<>())
                    .add(Integer.parseInt(stanza.trace().substring("trace-".length())));
            count.incrementAndGet();
        }

        @Override
        public void revoked(int partition) {
            ours.remove(partition);
        }
    }

    @Test
    @DisplayName("a stanza comes out of its lane as it went in")
    void roundTrip() throws Exception {
        List<LaneStanza> came = new ArrayList<>();
        Recorder recorder = new Recorder() {
            @Override
            void record(LaneStanza stanza) {
                came.add(stanza);
                count.incrementAndGet();
            }
        };
        try (LaneProducer producer = new LaneProducer(KAFKA.settings("producer"));
                LaneConsumer consumer =
                        new LaneConsumer(KAFKA.settings("consumer"), group, Topics.STANZAS_INBOUND, recorder)) {
            publish(producer, 0, 1);
            await().until(() -> recorder.count.get() == 1);
        }
        assertThat(came.getFirst()).usingRecursiveComparison().isEqualTo(stanza(0, 0));
    }

    @Test
    @DisplayName("P2: every lane's stanzas are handed over in order, and none twice over a graceful restart")
    void orderAndRestart() throws Exception {
        Recorder recorder = new Recorder();
        try (LaneProducer producer = new LaneProducer(KAFKA.settings("producer"))) {
            publish(producer, 0, 2000);
            try (LaneConsumer first =
                    new LaneConsumer(KAFKA.settings("first"), group, Topics.STANZAS_INBOUND, recorder)) {
                await().until(() -> recorder.count.get() > 300);
            }
            publish(producer, 2000, 4000);
            try (LaneConsumer second =
                    new LaneConsumer(KAFKA.settings("second"), group, Topics.STANZAS_INBOUND, recorder)) {
                await().until(() -> recorder.count.get() >= 4000);
            }
        }
        assertThat(recorder.count).hasValue(4000);
        assertThat(recorder.lanes).hasSize(USERS);
        recorder.lanes.values().forEach(lane -> assertThat(lane).isSorted().doesNotHaveDuplicates());
        assertThat(recorder.ours).as("every partition was given up").isEmpty();
    }

    @Test
    @DisplayName("P3: while members join and leave, nothing is lost, doubled or reordered")
    void rebalance() throws Exception {
        Map<String, List<Integer>> all = new ConcurrentHashMap<>();
        AtomicInteger total = new AtomicInteger();
        class Shared extends Recorder {
            @Override
            void record(LaneStanza stanza) {
                all.computeIfAbsent(stanza.lane(), lane -> java.util.Collections.synchronizedList(new ArrayList<>()))
                        .add(Integer.parseInt(stanza.trace().substring("trace-".length())));
                total.incrementAndGet();
            }
        }
        Shared one = new Shared();
        Shared two = new Shared();
        try (LaneProducer producer = new LaneProducer(KAFKA.settings("producer"));
                LaneConsumer first = new LaneConsumer(KAFKA.settings("m1"), group, Topics.STANZAS_INBOUND, one)) {
            publish(producer, 0, 1000);
            await().until(() -> total.get() > 100);
            try (LaneConsumer second = new LaneConsumer(KAFKA.settings("m2"), group, Topics.STANZAS_INBOUND, two)) {
                publish(producer, 1000, 3000);
                await().atMost(Duration.ofSeconds(30)).until(() -> !two.ours.isEmpty());
                publish(producer, 3000, 5000);
                await().atMost(Duration.ofSeconds(30)).until(() -> total.get() >= 5000);
                assertThat(one.ours).doesNotContainAnyElementsOf(two.ours);
            }
            publish(producer, 5000, 6000);
            await().atMost(Duration.ofSeconds(30)).until(() -> total.get() >= 6000);
        }
        assertThat(total).hasValue(6000);
        all.values().forEach(lane -> assertThat(lane).isSorted().doesNotHaveDuplicates());
    }

    @Test
    @DisplayName("P1: what was handed over and not settled comes again, what was settled does not")
    void failureInTheMiddle() throws Exception {
        AtomicBoolean failed = new AtomicBoolean();
        Map<String, Integer> attempts = new HashMap<>();
        Recorder recorder = new Recorder() {
            @Override
            void record(LaneStanza stanza) throws IOException {
                attempts.merge(stanza.trace(), 1, Integer::sum);
                if (stanza.trace().equals("trace-" + 5 * USERS) && !failed.getAndSet(true)) {
                    throw new IOException("the pool went away");
                }
                super.record(stanza);
            }
        };
        try (LaneProducer producer = new LaneProducer(KAFKA.settings("producer"));
                LaneConsumer consumer =
                        new LaneConsumer(KAFKA.settings("consumer"), group, Topics.STANZAS_INBOUND, recorder)) {
            for (int i = 0; i < 10; i++) {
                producer.publishAndWait(Topics.STANZAS_INBOUND, stanza(0, i * USERS));
            }
            await().until(() -> recorder.count.get() >= 10);
        }
        assertThat(recorder.lanes.values())
                .singleElement()
                .satisfies(lane -> assertThat(lane).isSorted().doesNotHaveDuplicates());
        assertThat(attempts.get("trace-" + 5 * USERS)).isEqualTo(2);
        assertThat(attempts.get("trace-0")).isEqualTo(1);
    }

    @Test
    @DisplayName("the lane consumer knows the partition that Kafka chooses for a lane")
    void partitionOf() throws Exception {
        Map<String, Integer> partitions = new ConcurrentHashMap<>();
        Recorder recorder = new Recorder() {
            @Override
            public void deliver(LaneBatch batch) throws InterruptedException, IOException {
                batch.stanzas().forEach(each -> partitions.put(each.lane(), batch.partition()));
                super.deliver(batch);
            }
        };
        try (LaneProducer producer = new LaneProducer(KAFKA.settings("producer"));
                LaneConsumer consumer =
                        new LaneConsumer(KAFKA.settings("consumer"), group, Topics.STANZAS_INBOUND, recorder)) {
            publish(producer, 0, USERS);
            await().until(() -> recorder.count.get() >= USERS);
            partitions.forEach(
                    (lane, partition) -> assertThat(consumer.partitionOf(lane)).isEqualTo(partition));
        }
    }
}
