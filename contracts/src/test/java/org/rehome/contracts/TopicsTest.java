package org.rehome.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.event.Event;

@DisplayName("The list of topics")
class TopicsTest {

    @Test
    @DisplayName("names each topic once, in a form that Kafka takes")
    void names() {
        assertThat(Topics.all())
                .extracting(Topic::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z][a-z-]{0,99}"));
    }

    @Test
    @DisplayName("holds every topic that is a constant of the class")
    void holdsEveryConstant() {
        assertThat(Topics.all())
                .containsExactlyInAnyOrderElementsOf(Stream.of(Topics.class.getDeclaredFields())
                        .filter(field -> Modifier.isPublic(field.getModifiers()))
                        .map(TopicsTest::value)
                        .toList());
    }

    private static Topic value(java.lang.reflect.Field field) {
        try {
            return (Topic) java.util.Objects.requireNonNull(field.get(null));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("public constant " + field, e);
        }
    }

    @Test
    @DisplayName("fixes the partitions: a changed count would break the order of lanes and keys")
    void partitionsAreFixed() {
        Map<String, Integer> partitions =
                Topics.all().stream().collect(Collectors.toMap(Topic::name, Topic::partitions));
        assertThat(partitions)
                .containsOnly(
                        entry("stanzas-inbound", 12),
                        entry("stanzas-inbound-deferred", 12),
                        entry("stanzas-outbound", 12),
                        entry("stanzas-outbound-deferred", 12),
                        entry("stanzas-legacy", 12),
                        entry("stanzas-legacy-deferred", 12),
                        entry("users", 4),
                        entry("pools", 1),
                        entry("moves", 4),
                        entry("federation", 1),
                        entry("captures", 12),
                        entry("confirmations", 2),
                        entry("edges", 1),
                        entry("dns", 1),
                        entry("ledger", 1));
    }

    @Test
    @DisplayName("gives a deferred topic the partitions of its own: the same lanes are on the same ones")
    void deferred() {
        assertThat(Topics.STANZAS_INBOUND.deferred()).isEqualTo(Topics.STANZAS_INBOUND_DEFERRED);
        assertThat(Topics.STANZAS_OUTBOUND.deferred()).isEqualTo(Topics.STANZAS_OUTBOUND_DEFERRED);
        assertThat(Topics.STANZAS_INBOUND_DEFERRED.partitions()).isEqualTo(Topics.STANZAS_INBOUND.partitions());
        assertThat(Topics.STANZAS_OUTBOUND_DEFERRED.partitions()).isEqualTo(Topics.STANZAS_OUTBOUND.partitions());
    }

    @Test
    @DisplayName("keeps stanzas for 7 days, answers for an hour, and the state of each key for ever")
    void retention() {
        assertThat(Topics.STANZAS_INBOUND.retention()).isEqualTo(new Retention.Kept(Duration.ofDays(7)));
        assertThat(Topics.STANZAS_OUTBOUND.retention()).isEqualTo(new Retention.Kept(Duration.ofDays(7)));
        assertThat(Topics.CONFIRMATIONS.retention()).isEqualTo(new Retention.Kept(Duration.ofHours(1)));
        assertThat(Stream.of(Topics.USERS, Topics.POOLS, Topics.FEDERATION, Topics.CAPTURES, Topics.EDGES))
                .allMatch(topic -> topic.retention() instanceof Retention.Compacted);
    }

    @Test
    @DisplayName("gives each sealed interface of events one topic")
    void eachInterfaceHasOneTopic() {
        List<Class<?>> interfaces = new ArrayList<>();
        for (Topic topic : Topics.all()) {
            if (topic instanceof Topic.Events<?> events) {
                interfaces.add(events.type());
            }
        }
        assertThat(interfaces).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
    }
}
