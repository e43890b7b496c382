package org.rehome.backbone.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.KafkaTest;
import org.rehome.backbone.event.EventPublisher;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.UserEvent;
import org.rehome.contracts.event.UserEvent.UserHomed;

final class FactsTest {
    @RegisterExtension
    static final KafkaTest KAFKA = new KafkaTest();

    private final Map<String, UserEvent> homes = new ConcurrentHashMap<>();
    private final FactListener<UserEvent> listener = new FactListener<>() {
        @Override
        public void changed(UserEvent event) {
            homes.put(event.key(), event);
        }

        @Override
        public void removed(String key) {
            homes.remove(key);
        }
    };

    private static UserHomed homed(int user, long epoch) {
        return new UserHomed(Jid.parse("user" + user + "@facts.test"), new PoolName("legacy"), epoch, null);
    }

    @Test
    @DisplayName("facts have caught up only when everything that was there at the start was told")
    void catchesUp() throws Exception {
        try (EventPublisher publisher = new EventPublisher(KAFKA.settings("publisher"), "/test")) {
            for (int i = 0; i < 500; i++) {
                publisher.publish(Topics.USERS, homed(i, 1)).get();
            }
            publisher.remove(Topics.USERS, "user0@facts.test").get();
            try (Facts facts = Facts.of(KAFKA.settings("facts"))
                    .listen(Topics.USERS, listener)
                    .start()) {
                await().until(facts::caughtUp);
                homes.remove("user1000@facts.test");
                assertThat(homes).hasSize(499).doesNotContainKey("user0@facts.test");
            }
        }
    }

    @Test
    @DisplayName("catchUp returns after what was published before it was told")
    void readsToTheEndOfNow() throws Exception {
        try (EventPublisher publisher = new EventPublisher(KAFKA.settings("publisher"), "/test");
                Facts facts = Facts.of(KAFKA.settings("facts"))
                        .listen(Topics.USERS, listener)
                        .start()) {
            for (long epoch = 1; epoch <= 20; epoch++) {
                publisher.publish(Topics.USERS, homed(1000, epoch)).get();
                facts.catchUp(Duration.ofSeconds(10));
                assertThat(homes).containsEntry("user1000@facts.test", homed(1000, epoch));
            }
        }
    }

    @Test
    @DisplayName("catchUp gives up when the broker does not answer")
    void givesUp() throws Exception {
        try (Facts facts = Facts.of(new KafkaSettings("127.0.0.1:9", "nobody"))
                .listen(Topics.USERS, listener)
                .start()) {
            assertThatThrownBy(() -> facts.catchUp(Duration.ofMillis(300))).isInstanceOf(TimeoutException.class);
            assertThat(facts.caughtUp()).isFalse();
        }
    }
}
