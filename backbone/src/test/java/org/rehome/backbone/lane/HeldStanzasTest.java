package org.rehome.backbone.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.KafkaTest;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Direction;
import org.rehome.contracts.event.FederationEvent.HeldReturnOrdered;
import org.rehome.contracts.event.FederationEvent.HeldScope;
import org.rehome.contracts.stanza.LaneGroups;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

@DisplayName("What is held")
final class HeldStanzasTest {
    @RegisterExtension
    static final KafkaTest KAFKA = new KafkaTest();

    /// The tests share the group, and so its accounts.
    private static final TestBook BOOK = new TestBook();

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Set<Direction> BOTH = EnumSet.allOf(Direction.class);
    private static final Domain PARTNER = Domain.parse("partner.test");
    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05.678Z");

    private final HeldOrders orders = new HeldOrders();
    private final TestPeer peer = new Ordered();
    private final LaneProducer producer = new LaneProducer(KAFKA.settings("producer"));
    private final HeldStanzas held = new HeldStanzas(KAFKA.settings("reader"));

    /// Returns what falls under an order instead of letting it wait.
    private final class Ordered extends TestPeer {
        Ordered() {
            super("held.test");
        }

        @Override
        public Verdict decide(LaneStanza stanza, Duration heldFor) {
            Verdict verdict = super.decide(stanza, heldFor);
            boolean ordered = verdict instanceof Verdict.Wait
                    && orders.on(Direction.Inbound, stanza.lane(), PARTNER, stanza.receivedAt())
                            .isPresent();
            return ordered ? new Verdict.Return("operator", Topics.STANZAS_OUTBOUND, Optional::of) : verdict;
        }
    }

    @AfterEach
    void close() {
        producer.close();
        held.close();
    }

    private static String lane(int user) {
        return "user" + user + "@held.test";
    }

    private void publish(int user, int... numbers) throws InterruptedException {
        for (int number : numbers) {
            Jid to = Jid.parse(lane(user));
            byte[] xml = ("<message><body>" + number + "</body></message>").getBytes(StandardCharsets.UTF_8);
            producer.publishAndWait(
                    Topics.STANZAS_INBOUND,
                    new LaneStanza(
                            lane(user),
                            Jid.parse("sender@partner.test/" + number),
                            to,
                            StanzaKind.MESSAGE,
                            RECEIVED,
                            "edge-1/s2s/1",
                            Integer.toString(number),
                            null,
                            xml));
        }
    }

    private LaneConsumer consumer(String instance) {
        return new LaneConsumer(
                KAFKA.settings(instance), LaneGroups.INBOUND, Topics.STANZAS_INBOUND, peer, producer, BOOK);
    }

    private List<HeldStanza> list() throws Exception {
        return held.list(BOTH, null, each -> true, 1_000);
    }

    @Test
    @DisplayName("is listed with who, to whom, since when and why, across owners, until it has gone back")
    void listed() throws Exception {
        peer.held.addAll(List.of(lane(1), lane(2)));
        publish(1, 10, 11);
        publish(2, 20);
        publish(3, 30);
        try (LaneConsumer _ = consumer("one")) {
            await().atMost(SOON).until(() -> list().size() == 3);
            assertThat(list())
                    .filteredOn(each -> each.lane().equals(lane(1)))
                    .map(each -> each.sender().toString())
                    .containsExactly("sender@partner.test/10", "sender@partner.test/11");
            assertThat(list()).allSatisfy(each -> {
                assertThat(each.recipient()).hasToString(each.lane());
                assertThat(each.local()).isEqualTo(each.recipient());
                assertThat(each.peer()).isEqualTo(each.sender());
                assertThat(each.kind()).isEqualTo(StanzaKind.MESSAGE);
                assertThat(each.since()).isEqualTo(RECEIVED);
                assertThat(each.reason()).isEqualTo("held");
            });
        }
        publish(1, 12);
        try (LaneConsumer consumer = consumer("two")) {
            await().atMost(SOON).until(() -> list().size() == 4);
            assertThat(list()).as("who follows has the reason too").allSatisfy(each -> assertThat(each.reason())
                    .isEqualTo("held"));

            peer.held.remove(lane(2));
            consumer.changed(lane(2));
            await().atMost(SOON).until(() -> list().size() == 3);

            orders.changed(new HeldReturnOrdered(Direction.Inbound, HeldScope.Lane, lane(1), RECEIVED.plusSeconds(1)));
            consumer.changed();
            await().atMost(SOON).until(() -> list().isEmpty());
        }
        assertThat(peer.returned).containsExactly("10 operator", "11 operator", "12 operator");
        assertThat(peer.lanes.get(lane(2))).containsExactly(20);
        assertThat(peer.lanes).doesNotContainKey(lane(1));
        assertThat(list()).as("after the owner has left").isEmpty();
    }

    @Test
    @DisplayName("is read in pages, each behind the last place of the one before, without a gap")
    void pages() throws Exception {
        for (int user = 0; user < 8; user++) {
            peer.held.add(lane(user));
            publish(user, 10 * user, 10 * user + 1, 10 * user + 2);
        }
        try (LaneConsumer consumer = consumer("pages")) {
            await().atMost(SOON).until(() -> list().size() == 24);
            List<HeldPlace> all = list().stream().map(HeldStanza::place).toList();
            assertThat(all).isSorted();
            List<HeldPlace> paged = new ArrayList<>();
            @Nullable HeldPlace after = null;
            for (int page = 0; page < 5; page++) {
                List<HeldStanza> these = held.list(BOTH, after, each -> true, 5);
                these.forEach(each -> paged.add(each.place()));
                after = these.getLast().place();
            }
            assertThat(paged).isEqualTo(all);
            assertThat(held.list(BOTH, after, each -> true, 5)).isEmpty();
            assertThat(held.list(Set.of(Direction.Outbound), null, each -> true, 5))
                    .isEmpty();
            assertThat(held.list(BOTH, null, each -> each.lane().equals(lane(4)), 2))
                    .extracting(each -> each.sender().resource().orElseThrow())
                    .containsExactly("40", "41");
            peer.held.clear();
            consumer.changed();
            await().atMost(SOON).until(() -> list().isEmpty());
        }
    }

    @Test
    @DisplayName("is not known while the broker is away, which is said within its time")
    void brokerAway() {
        try (HeldStanzas nowhere = new HeldStanzas(new KafkaSettings("127.0.0.1:1", "nowhere"))) {
            assertThatThrownBy(() -> nowhere.list(BOTH, null, each -> true, 5)).isInstanceOf(TimeoutException.class);
        }
    }
}
