package org.rehome.contracts.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.EventCodec;

/// Reads the file as any tool would, without the code that wrote it.
@DisplayName("docs/asyncapi.yaml, as AsyncAPI 3.0")
class AsyncApiStructureTest {
    private final JsonNode document = read();

    private static JsonNode read() {
        try {
            return new YAMLMapper()
                    .readTree(Path.of("..", "docs", "asyncapi.yaml").toFile());
        } catch (IOException e) {
            throw new IllegalStateException("docs/asyncapi.yaml is no YAML", e);
        }
    }

    @Test
    @DisplayName("has the root members that the specification requires, and no others")
    void rootMembers() {
        assertThat(document.get("asyncapi").textValue()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").isTextual()).isTrue();
        assertThat(document.at("/info/version").isTextual()).isTrue();
        assertThat(names(document))
                .isSubsetOf(
                        "asyncapi",
                        "id",
                        "info",
                        "servers",
                        "defaultContentType",
                        "channels",
                        "operations",
                        "components");
    }

    @Test
    @DisplayName("has a target for each of its references")
    void referencesResolve() {
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references).hasSizeGreaterThan(50);
        assertThat(references)
                .allSatisfy(reference -> assertThat(resolve(reference).isMissingNode())
                        .as("%s leads nowhere", reference)
                        .isFalse());
    }

    @Test
    @DisplayName("has a channel and an operation for each topic, with its partitions and its retention")
    void channels() {
        assertThat(names(document.get("channels")))
                .containsExactlyElementsOf(
                        Topics.all().stream().map(Topic::name).toList());
        for (Topic topic : Topics.all()) {
            JsonNode channel = document.get("channels").get(topic.name());
            assertThat(channel.get("address").textValue()).isEqualTo(topic.name());
            JsonNode kafka = channel.at("/bindings/kafka");
            assertThat(kafka.get("partitions").intValue()).isEqualTo(topic.partitions());
            JsonNode configuration = kafka.get("topicConfiguration");
            switch (topic.retention()) {
                case Retention.Compacted(var within) ->
                    assertThat(configuration.at("/cleanup.policy/0").textValue())
                            .isEqualTo("compact");
                case Retention.Kept(var time) ->
                    assertThat(configuration.get("retention.ms").longValue()).isEqualTo(time.toMillis());
            }
        }
        assertThat(elements(document.get("operations")))
                .allSatisfy(operation ->
                        assertThat(operation.get("action").textValue()).isEqualTo("send"))
                .extracting(operation -> operation.at("/channel/$ref").textValue())
                .containsExactlyElementsOf(Topics.all().stream()
                        .map(topic -> "#/channels/" + topic.name())
                        .toList());
    }

    @Test
    @DisplayName("has a message for each event on its topic, and tombstones where the topic is compacted")
    void messages() {
        for (Topic topic : Topics.all()) {
            JsonNode messages = document.get("channels").get(topic.name()).get("messages");
            List<String> types = elements(messages).stream()
                    .map(message -> resolve(message.get("$ref")).get("name").textValue())
                    .toList();
            assertThat(types).as(topic.name()).containsExactlyInAnyOrderElementsOf(expectedTypes(topic));
        }
    }

    private static List<String> expectedTypes(Topic topic) {
        return switch (topic) {
            case Topic.Stanzas _ -> List.of("stanza");
            case Topic.Events<?> events -> {
                List<String> types = new ArrayList<>(EventCodec.types(events).keySet());
                if (topic.retention() instanceof Retention.Compacted) {
                    types.add("org.rehome.Removed");
                }
                yield types;
            }
        };
    }

    @Test
    @DisplayName("has examples that fit their schemas")
    void examplesFitTheirSchemas() {
        List<JsonNode> messages = elements(document.at("/components/messages"));
        List<JsonNode> checked = new ArrayList<>();
        for (JsonNode message : messages) {
            for (JsonNode example : message.path("examples")) {
                assertFits(
                        example.get("payload"),
                        message.get("payload"),
                        message.get("name").textValue());
                checked.add(example);
            }
        }
        // all but the tombstone and the stanza have one
        assertThat(checked).hasSize(messages.size() - 2);
    }

    /// Checks what these schemas use of JSON Schema; a keyword that is not known here fails.
    private void assertFits(JsonNode value, JsonNode schema, String where) {
        assertThat(names(schema))
                .as(where)
                .isSubsetOf(
                        "$ref", "allOf", "type", "format", "description", "required", "properties", "items", "enum");
        if (schema.has("$ref")) {
            assertFits(value, resolve(schema.get("$ref")), where);
        }
        schema.path("allOf").forEach(each -> assertFits(value, each, where));
        schema.path("required").forEach(each -> assertThat(value.has(each.textValue()))
                .as("%s has %s", where, each)
                .isTrue());
        if (schema.has("enum")) {
            assertThat(elements(schema.get("enum"))).as(where).contains(value);
        }
        switch (schema.path("type").asText("")) {
            case "" ->
                assertThat(schema.has("allOf") || schema.has("$ref")).as(where).isTrue();
            case "object" -> {
                assertThat(value.isObject()).as(where).isTrue();
                names(value).forEach(name -> {
                    assertThat(schema.get("properties").has(name))
                            .as("%s documents %s", where, name)
                            .isTrue();
                    assertFits(value.get(name), schema.get("properties").get(name), where + "/" + name);
                });
            }
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(each -> assertFits(each, schema.get("items"), where + "/items"));
            }
            case "string" -> assertThat(value.isTextual()).as(where).isTrue();
            case "boolean" -> assertThat(value.isBoolean()).as(where).isTrue();
            case "integer" -> assertThat(value.isIntegralNumber()).as(where).isTrue();
            default -> throw new AssertionError(where + ": unknown type " + schema.get("type"));
        }
    }

    private JsonNode resolve(JsonNode reference) {
        assertThat(reference.textValue()).startsWith("#/");
        return document.at(reference.textValue().substring(1));
    }

    private static List<String> names(JsonNode object) {
        return object.propertyStream().map(java.util.Map.Entry::getKey).toList();
    }

    private static List<JsonNode> elements(JsonNode node) {
        Stream<JsonNode> elements = StreamSupport.stream(node.spliterator(), false);
        return elements.toList();
    }
}
