package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rehome.backbone.KafkaTest;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.LedgerEvent.Delivered;
import org.rehome.contracts.event.LedgerEvent.PartitionAccounted;
import org.rehome.contracts.event.LedgerEvent.PartnerAccount;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

@DisplayName("Lanes on Kafka")
final class LaneTest {
    @RegisterExtension
    static final KafkaTest KAFKA = new KafkaTest();

    private static final AtomicInteger RUN = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int USERS = 40;
    private final String domain = "lane" + RUN.incrementAndGet() + ".test";
    private final String group = "group-" + domain;
    private final TestPeer peer = new TestPeer(domain);
    private final TestBook book = new TestBook();
    private LaneProducer producer = new LaneProducer(KAFKA.settings("producer"));

    @BeforeEach
    void open() {
        producer = new LaneProducer(KAFKA.settings("producer"));
    }

    @AfterEach
    void close() {
        producer.close();
    }

    private String lane(int user) {
        return "user" + user + "@" + domain;
    }

    private LaneStanza stanza(int user, int number) {
        Jid to = Jid.parse(lane(user));
        byte[] xml = ("<message><body>" + number + "</body></message>").getBytes(StandardCharsets.UTF_8);
        return new LaneStanza(
                LaneStanza.inboundLane(to),
                Jid.parse("sender@partner.test/é"),
                to,
                StanzaKind.MESSAGE,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "edge-1/s2s/1",
                Integer.toString(number),
                null,
                xml);
    }

    private void publish(int from, int to) throws InterruptedException {
        publish(IntStream.range(from, to).mapToObj(number -> stanza(number % USERS, number)));
    }

    private void publish(java.util.stream.Stream<LaneStanza> stanzas) throws InterruptedException {
        List<LaneStanza> all = stanzas.toList();
        for (LaneStanza each : all.subList(0, all.size() - 1)) {
            producer.publish(
                    Topics.STANZAS_INBOUND, each, failure -> assertThat(failure).isNull());
        }
        producer.publishAndWait(Topics.STANZAS_INBOUND, all.getLast());
    }

    private LaneConsumer consumer(String instance, LaneHandler handler) {
        return new LaneConsumer(KAFKA.settings(instance), group, Topics.STANZAS_INBOUND, handler, producer, book);
    }

    private long accounted(ToLongFunction<PartnerAccount> count) {
        return book.accounts().stream()
                .flatMap(account -> account.partners().stream())
                .filter(each -> each.partner().name().equals(domain))
                .mapToLong(count)
                .sum();
    }

    @Test
    @DisplayName("the ledger of a lane says what was accepted, held and delivered, and goes on with the next owner")
    void ledger() throws Exception {
        peer.held.add(lane(7));
        try (LaneConsumer _ = consumer("one", peer)) {
            publish(0, 200);
            await().atMost(SOON).until(() -> accounted(PartnerAccount::settled) == 195);
            await().atMost(SOON).until(() -> peer.deferred.get() == 5 && accounted(PartnerAccount::held) == 5);
            assertThat(accounted(PartnerAccount::accepted)).isEqualTo(200);
        }
        assertThat(book.accounts())
                .allSatisfy(each -> assertThat(each.difference()).isZero());
        peer.held.clear();
        try (LaneConsumer _ = consumer("two", peer)) {
            publish(200, 300);
            await().atMost(SOON).until(() -> accounted(PartnerAccount::settled) == 300);
            assertThat(accounted(PartnerAccount::accepted)).isEqualTo(300);
            assertThat(accounted(PartnerAccount::held)).isZero();
        }
        assertThat(book.accounts())
                .allSatisfy(each -> assertThat(each.difference()).isZero());
        assertThat(book.accounts().stream()
                        .flatMap(account -> account.partners().stream())
                        .flatMap(each -> each.delivered().stream())
                        .filter(each -> new PoolName("peer").equals(each.pool()))
                        .mapToLong(Delivered::stanzas)
                        .sum())
                .as("each with its pool, and none unattributed")
                .isEqualTo(300);
    }

    @Test
    @DisplayName("the ledger counts what was settled after its last note, though not as what: an older note is enough")
    void olderNote() throws Exception {
        try (LaneConsumer _ = consumer("one", peer)) {
            publish(0, 100);
            await().atMost(SOON).until(() -> accounted(PartnerAccount::settled) == 100);
        }
        List<PartitionAccounted> older = List.copyOf(book.accounts());
        try (LaneConsumer _ = consumer("two", peer)) {
            publish(100, 250);
            await().atMost(SOON).until(() -> peer.delivered.get() == 250);
        }
        // as after a crash right before the note
        older.forEach(book::write);
        try (LaneConsumer _ = consumer("three", peer)) {
            publish(250, 300);
            await().atMost(SOON).until(() -> accounted(PartnerAccount::settled) == 300);
        }
        assertThat(accounted(PartnerAccount::accepted)).isEqualTo(300);
        assertThat(accounted(PartnerAccount::unattributed)).isEqualTo(150);
        assertThat(book.accounts())
                .allSatisfy(each -> assertThat(each.difference()).isZero());
    }

    @Test
    @DisplayName("a stanza comes out of its lane as it went in")
    void roundTrip() throws Exception {
        List<LaneStanza> came = new CopyOnWriteArrayList<>();
        TestPeer noting = new TestPeer(domain) {
            @Override
            public void send(LaneBatch batch) {
                came.addAll(batch.stanzas());
                super.send(batch);
            }
        };
        try (LaneConsumer _ = consumer("one", noting)) {
            publish(0, 1);
            await().atMost(SOON).until(() -> noting.delivered.get() == 1);
        }
        assertThat(came.getFirst()).usingRecursiveComparison().isEqualTo(stanza(0, 0));
    }

    @Test
    @DisplayName("P2, P3: every lane's stanzas go out in order, and none twice over a graceful restart")
    void orderAndRestart() throws Exception {
        publish(0, 2000);
        try (LaneConsumer _ = consumer("one", peer)) {
            await().atMost(SOON).until(() -> peer.count.get() > 300);
        }
        assertThat(peer.ours).as("every partition was given up").isEmpty();
        publish(2000, 4000);
        try (LaneConsumer _ = consumer("one", peer)) {
            await().atMost(SOON).until(() -> peer.count.get() >= 4000);
        }
        assertThat(peer.count).hasValue(4000);
        assertThat(peer.lanes).hasSize(USERS);
        assertThat(peer.isInOrder()).isTrue();
        assertThat(peer.handedOver.values()).containsOnly(true);
    }

    @Test
    @DisplayName("P3: while members join and leave, nothing is lost, doubled or reordered")
    void rebalance() throws Exception {
        TestPeer two = new TestPeer(domain) {
            @Override
            public void send(LaneBatch batch) {
                peer.send(batch);
            }
        };
        publish(0, 1000);
        try (LaneConsumer _ = consumer("one", peer)) {
            await().atMost(SOON).until(() -> peer.count.get() > 100);
            try (LaneConsumer _ = consumer("two", two)) {
                publish(1000, 3000);
                await().atMost(SOON).until(() -> !two.ours.isEmpty());
                publish(3000, 5000);
                await().atMost(SOON).until(() -> peer.count.get() >= 5000);
                assertThat(peer.ours).doesNotContainAnyElementsOf(two.ours);
            }
            publish(5000, 6000);
            await().atMost(SOON).until(() -> peer.count.get() >= 6000);
        }
        assertThat(peer.count).hasValue(6000);
        assertThat(peer.isInOrder()).isTrue();
    }

    @Test
    @DisplayName("P1: what a stream leaves uncertain is sent once more, counted, and then goes back to its sender")
    void uncertain() throws Exception {
        peer.confirms = false;
        try (LaneConsumer consumer = consumer("one", peer)) {
            publish(IntStream.range(0, 3).mapToObj(number -> stanza(0, number)));
            await().atMost(SOON).until(() -> peer.count.get() == 3);
            peer.unconfirmed.forEach(batch -> batch.uncertain("the stream has ended"));
            await().atMost(SOON).until(() -> peer.count.get() == 6);
            assertThat(peer.again).hasValue(3);
            peer.unconfirmed.forEach(batch -> batch.uncertain("the stream has ended"));
            await().atMost(SOON).until(() -> peer.returned.size() == 3);
            assertThat(peer.returned).containsExactly("0 unconfirmed", "1 unconfirmed", "2 unconfirmed");
            assertThat(consumer.partitions()).hasSize(Topics.STANZAS_INBOUND.partitions());
        }
        assertThat(peer.count).hasValue(6);
        assertThat(peer.lanes.get(lane(0))).containsExactly(0, 1, 2, 0, 1, 2);
    }

    @Test
    @DisplayName(
            "P5: a lane that is held for long waits in the deferred topic, others go on; then it goes on, in order")
    void defers() throws Exception {
        peer.held.add(lane(0));
        try (LaneConsumer consumer = consumer("one", peer)) {
            publish(0, 400);
            await().atMost(SOON).until(() -> peer.deferred.get() == 10);
            assertThat(peer.count).hasValue(390);
            publish(400, 800);
            await().atMost(SOON).until(() -> peer.deferred.get() == 20 && peer.count.get() == 780);
            peer.held.remove(lane(0));
            consumer.changed(lane(0));
            await().atMost(SOON).until(() -> peer.count.get() == 800);
            publish(800, 1200);
            await().atMost(SOON).until(() -> peer.count.get() == 1200);
        }
        assertThat(peer.isInOrder()).isTrue();
        assertThat(peer.deferred).hasValue(20);
    }

    @Test
    @DisplayName(
            "P5: the next owner finds the deferred stanzas first, whatever was settled around them, and keeps their order")
    void defersAcrossOwners() throws Exception {
        peer.held.addAll(List.of(lane(0), lane(1)));
        try (LaneConsumer _ = consumer("one", peer)) {
            publish(0, 400);
            await().atMost(SOON).until(() -> peer.deferred.get() == 20 && peer.count.get() == 380);
        }
        publish(400, 800);
        peer.held.remove(lane(1));
        try (LaneConsumer consumer = consumer("two", peer)) {
            await().atMost(SOON).until(() -> peer.count.get() == 780);
            assertThat(peer.lanes.get(lane(1))).hasSize(20);
            await().atMost(SOON).until(() -> peer.deferred.get() >= 30);
            peer.held.clear();
            consumer.changed();
            await().atMost(SOON).until(() -> peer.count.get() == 800);
        }
        assertThat(peer.isInOrder()).isTrue();
        try (LaneConsumer _ = consumer("three", peer)) {
            publish(800, 840);
            await().atMost(SOON).until(() -> peer.count.get() == 840);
        }
        assertThat(peer.isInOrder()).as("nothing was left behind to come again").isTrue();
    }

    @Test
    @DisplayName("P4: a lane is quiet when what is in flight is confirmed, and not before")
    void quiet() throws Exception {
        peer.confirms = false;
        AtomicBoolean quiet = new AtomicBoolean();
        try (LaneConsumer consumer = consumer("one", peer)) {
            publish(IntStream.range(0, 2).mapToObj(number -> stanza(0, number)));
            await().atMost(SOON).until(() -> peer.count.get() == 2);
            peer.held.add(lane(0));
            assertThat(consumer.whenQuiet(lane(0), () -> quiet.set(true))).isTrue();
            AtomicBoolean other = new AtomicBoolean();
            consumer.whenQuiet(lane(1), () -> other.set(true));
            await().atMost(SOON).untilTrue(other);
            assertThat(quiet).isFalse();
            peer.unconfirmed.forEach(batch -> batch.confirmed(batch.stanzas().size()));
            await().atMost(SOON).untilTrue(quiet);
        }
    }

    @Test
    @DisplayName("P4: a partition given up with stanzas in flight is not handed over as quiet")
    void notHandedOver() throws Exception {
        peer.confirms = false;
        try (LaneConsumer consumer = consumer("one", peer)) {
            publish(IntStream.range(0, 1).mapToObj(number -> stanza(0, number)));
            await().atMost(SOON).until(() -> peer.count.get() == 1);
            assertThat(consumer.partitions()).isNotEmpty();
        }
        TestPeer next = new TestPeer(domain);
        try (LaneConsumer consumer = consumer("two", next)) {
            await().atMost(SOON).until(() -> next.count.get() == 1);
            int partition = consumer.partitionOf(lane(0));
            assertThat(next.handedOver.get(partition)).isFalse();
            assertThat(next.handedOver.values()).contains(true);
        }
    }

    @Test
    @DisplayName("while nothing comes, a member's threads sleep")
    void sleeps() throws Exception {
        try (LaneConsumer _ = consumer("one", peer)) {
            publish(0, 1);
            await().atMost(SOON).until(() -> peer.count.get() == 1);
            await().atMost(SOON).until(() -> share(Duration.ofSeconds(1)) < 0.3);
        }
    }

    /// How much of one processor the threads of Kafka's consumers and those that poll them take.
    private static double share(Duration over) throws InterruptedException {
        long before = consumersNanos();
        Thread.sleep(over);
        return (consumersNanos() - before) / (double) over.toNanos();
    }

    private static long consumersNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(each -> each.getThreadName().startsWith("lanes-")
                        || each.getThreadName().contains("consumer_background_thread"))
                .mapToLong(each -> threads.getThreadCpuTime(each.getThreadId()))
                .sum();
    }

    @Test
    @DisplayName("the lane consumer knows the partition that Kafka chooses for a lane")
    void partitionOf() throws Exception {
        try (LaneConsumer consumer = consumer("one", peer);
                TopicTail tail = new TopicTail(KAFKA.settings("tail"), Topics.STANZAS_INBOUND)) {
            publish(0, USERS);
            await().atMost(SOON).until(() -> peer.count.get() == USERS);
            tail.until(USERS, domain).forEach((lane, partition) -> assertThat(consumer.partitionOf(lane))
                    .isEqualTo(partition));
        }
    }
}
