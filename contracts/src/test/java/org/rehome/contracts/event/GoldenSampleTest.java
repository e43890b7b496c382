package org.rehome.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rehome.contracts.GoldenFile;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;

@DisplayName("The wire form of each event")
class GoldenSampleTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final ObjectMapper JSON = new ObjectMapper();

    /// An event type of a topic, found from the sealed interfaces.
    record Case<E extends Event>(Topic.Events<E> topic, String type, Class<? extends E> event) {
        Path file() {
            return FOLDER.resolve(topic.name()).resolve(event.getSimpleName() + ".json");
        }

        EventSamples.Sample sample() {
            return EventSamples.of(event);
        }

        @Override
        public String toString() {
            return topic.name() + "/" + event.getSimpleName();
        }
    }

    static Stream<Case<?>> events() {
        return Topics.all().stream()
                .filter(Topic.Events.class::isInstance)
                .flatMap(topic -> cases((Topic.Events<?>) topic));
    }

    private static <E extends Event> Stream<Case<E>> cases(Topic.Events<E> topic) {
        return EventCodec.types(topic).entrySet().stream()
                .map(each -> new Case<E>(topic, each.getKey(), each.getValue()));
    }

    @BeforeAll
    static void update() {
        if (GoldenFile.UPDATING) {
            events().forEach(event -> GoldenFile.write(event.file(), document(event)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    @DisplayName("is that of its golden sample, byte for byte")
    void isThatOfItsGoldenSample(Case<?> event) {
        GoldenFile.check(event.file(), document(event));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    @DisplayName("on Kafka is the data of that document, byte for byte")
    void onKafkaIsTheDataOfThatDocument(Case<?> event) throws IOException {
        byte[] value = EventCodec.encode(event.sample().event());
        assertThat(new String(value, java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(golden(event).get("data").toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    @DisplayName("becomes an equal event when it is read")
    void becomesAnEqualEvent(Case<?> event) throws IOException {
        assertThat(decode(event, golden(event).get("data")))
                .isEqualTo(event.sample().event());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    @DisplayName("may have members that the reader does not know, at any depth")
    void mayHaveUnknownMembers(Case<?> event) throws IOException {
        JsonNode data = golden(event).get("data");
        addUnknownMembers(data);
        assertThat(data.has("fromALaterVersion")).isTrue();
        assertThat(decode(event, data)).isEqualTo(event.sample().event());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    @DisplayName("names its CloudEvents type and, as the subject, its key")
    void namesItsTypeAndKey(Case<?> event) throws IOException {
        EventSamples.Sample sample = event.sample();
        assertThat(event.type()).isEqualTo("org.rehome." + event.event().getSimpleName());
        assertThat(sample.envelope().type()).isEqualTo(event.type());
        assertThat(sample.event().key()).isEqualTo(sample.expectedKey());
        JsonNode document = golden(event);
        assertThat(document.get("type").textValue()).isEqualTo(event.type());
        assertThat(document.get("subject").textValue()).isEqualTo(sample.expectedKey());
        assertThat(document.get("specversion").textValue()).isEqualTo("1.0");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("events")
    @DisplayName("may lack its nullable members, and no other")
    void mayLackItsNullableMembersAndNoOther(Case<?> event) throws IOException {
        for (Member member : members(event.event(), "")) {
            ObjectNode without = (ObjectNode) golden(event).get("data");
            JsonNode removed = ((ObjectNode) without.at(member.parent())).remove(member.name());
            assertThat(removed).as("the sample has %s", member).isNotNull();
            ObjectNode withNull = without.deepCopy();
            ((ObjectNode) withNull.at(member.parent())).putNull(member.name());
            if (member.nullable()) {
                assertThat(decode(event, without)).isEqualTo(decode(event, withNull));
            } else {
                assertRefused(event, without, member);
                assertRefused(event, withNull, member);
            }
        }
    }

    /// @param parent JSON pointer to the object that has it
    private record Member(String parent, String name, boolean nullable) {}

    private static List<Member> members(Class<?> type, String parent) {
        List<Member> members = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            members.add(new Member(parent, component.getName(), nullable));
            if (component.getType().getEnclosingClass() != null
                    && component.getType().isRecord()) {
                members.addAll(members(component.getType(), parent + "/" + component.getName()));
            }
        }
        return members;
    }

    private static void assertRefused(Case<?> event, ObjectNode data, Member member) {
        assertThatThrownBy(() -> decode(event, data))
                .as("%s", member)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(member.name());
    }

    @Test
    @DisplayName("has a sample for each event and no sample of anything else")
    void hasNoSampleOfAnythingElse() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(
                            events().map(Case::file).toList());
        }
    }

    private static JsonNode golden(Case<?> event) throws IOException {
        return JSON.readTree(event.file().toFile());
    }

    private static <E extends Event> E decode(Case<E> event, JsonNode data) throws IOException {
        return EventCodec.decode(event.topic(), event.type(), JSON.writeValueAsBytes(data))
                .orElseThrow();
    }

    private static void addUnknownMembers(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                List<JsonNode> children = new ArrayList<>();
                object.forEach(children::add);
                children.forEach(GoldenSampleTest::addUnknownMembers);
                object.putObject("fromALaterVersion").put("a", 1);
            }
            case ArrayNode array -> array.forEach(GoldenSampleTest::addUnknownMembers);
            default -> {
                // a plain value has no members
            }
        }
    }

    /// The event as it is sent over HTTP, one member a line.
    private static String document(Case<?> event) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            JsonNode document =
                    JSON.readTree(EventCodec.structured(event.sample().envelope()));
            return JSON.writer(printer).writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event that is no JSON: " + event, e);
        }
    }
}
