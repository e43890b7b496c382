package org.rehome.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.address.PoolName;
import org.rehome.contracts.event.PoolEvent.Link;
import org.rehome.contracts.event.PoolEvent.PoolRegistered;
import org.rehome.contracts.event.UserEvent.UserHomed;

@DisplayName("The JSON form of events")
class EventCodecTest {
    private static final String HOMED = "org.rehome.UserHomed";

    @Test
    @DisplayName("leaves null members out")
    void nullMembers() {
        UserHomed event = new UserHomed(Jid.parse("a@example.test"), new PoolName("new"), 5, null);
        assertThat(new String(EventCodec.encode(event), UTF_8))
                .isEqualTo("{\"user\":\"a@example.test\",\"pool\":\"new\",\"epoch\":5}");
    }

    @Test
    @DisplayName("knows no types but those of the topic: a newer writer's are passed over")
    void unknownTypes() throws IOException {
        assertThat(EventCodec.decode(Topics.USERS, "org.rehome.UserRenamed", bytes("{}")))
                .isEmpty();
        assertThat(EventCodec.decode(Topics.POOLS, HOMED, bytes("{}"))).isEmpty();
        assertThat(EventCodec.decode(Topics.USERS, "", bytes("not even JSON"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{}",
                "{\"user\":\"a@example.test\",\"pool\":\"new\"}",
                "{\"user\":\"a@example.test\",\"pool\":\"new\",\"epoch\":null}",
                "{\"user\":\"a@example.test\",\"pool\":\"new\",\"epoch\":\"many\"}",
                "{\"user\":\"a@example.test\",\"pool\":\"new\",\"epoch\":5} trailing",
                "{\"user\":null,\"pool\":\"new\",\"epoch\":5}",
                "{\"user\":\"not an address@\",\"pool\":\"new\",\"epoch\":5}",
                "{\"user\":\"a@example.test\",\"pool\":\"Not A Pool\",\"epoch\":5}"
            })
    @DisplayName("is refused as a whole when it does not fit the type")
    void refused(String json) {
        assertThatThrownBy(() -> EventCodec.decode(Topics.USERS, HOMED, bytes(json)))
                .isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("of a nested record is refused in the same way")
    void nestedRefused() {
        String json = "{\"pool\":\"new\",\"domains\":[],\"legacy\":false,\"forced\":false,\"version\":1,\"link\":"
                + "{\"kind\":\"%s\",\"host\":\"h\",\"injectionPort\":1,\"capturePort\":1%s}}";
        Stream.of(
                        json.formatted("component", ""),
                        json.formatted("carrier pigeon", ",\"secret\":\"s\""),
                        json.formatted("component", ",\"secret\":null"))
                .forEach(each -> assertThatThrownBy(
                                () -> EventCodec.decode(Topics.POOLS, "org.rehome.PoolRegistered", bytes(each)))
                        .as(each)
                        .isInstanceOf(IOException.class));
    }

    @Test
    @DisplayName("of a pool may have a link of kind hook, without a capture port")
    void hook() throws IOException {
        String json = "{\"pool\":\"new\",\"domains\":[],\"legacy\":false,\"forced\":false,\"version\":1,\"link\":"
                + "{\"kind\":\"hook\",\"host\":\"h\",\"injectionPort\":1%s,\"secret\":\"s\"}}";
        Link link = EventCodec.decode(Topics.POOLS, "org.rehome.PoolRegistered", bytes(json.formatted("")))
                .map(event -> ((PoolRegistered) event).link())
                .orElseThrow();
        assertThat(link).isEqualTo(new Link("hook", "h", 1, null, null, "s"));
        assertThat(link.hooked()).isTrue();
        assertThatThrownBy(() -> EventCodec.decode(
                        Topics.POOLS, "org.rehome.PoolRegistered", bytes(json.formatted(",\"capturePort\":2"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a hook has no capture streams");
    }

    @Test
    @DisplayName("of a pool that an earlier version wrote is read: it has no client address")
    void beforeHooks() throws IOException {
        String json =
                "{\"pool\":\"new\",\"domains\":[],\"legacy\":true,\"link\":{\"kind\":\"component\",\"host\":\"h\","
                        + "\"injectionPort\":1,\"capturePort\":2,\"secret\":\"s\"},\"forced\":false,\"version\":4}";
        Link link = new Link("component", "h", 1, 2, null, "s");
        assertThat(EventCodec.decode(Topics.POOLS, "org.rehome.PoolRegistered", bytes(json)))
                .contains(new PoolRegistered(new PoolName("new"), null, List.of(), true, link, null, false, 4));
        assertThat(new Link("component", "h", 1, null, null, "s").capturePort()).isEqualTo(1);
    }

    @Test
    @DisplayName("over HTTP has no sequence where the source does not count")
    void structuredWithoutSequence() {
        UserHomed event = new UserHomed(Jid.parse("a@example.test"), new PoolName("new"), 5, null);
        assertThat(EventCodec.structured(new EventEnvelope<>("id-1", "/user-directory", Instant.EPOCH, null, event)))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"id-1\",\"source\":\"/user-directory\","
                        + "\"type\":\"org.rehome.UserHomed\",\"subject\":\"a@example.test\","
                        + "\"time\":\"1970-01-01T00:00:00Z\",\"datacontenttype\":\"application/json\","
                        + "\"data\":{\"user\":\"a@example.test\",\"pool\":\"new\",\"epoch\":5}}");
    }

    @Test
    @DisplayName("has one type name for one event in the whole suite")
    void typesAreUnique() {
        assertThat(Topics.all().stream()
                        .filter(Topic.Events.class::isInstance)
                        .flatMap(topic -> EventCodec.types((Topic.Events<?>) topic).keySet().stream()))
                .doesNotHaveDuplicates()
                .allMatch(type -> type.matches("org\\.rehome\\.[A-Z][A-Za-z]+"))
                .doesNotContain("org.rehome.Removed");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
