package org.rehome.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rehome.contracts.Topic;

/// The JSON form of events. Readers ignore members and types that they do not know, so that a newer
/// writer can add both; a member added later is nullable, because earlier events lack it.
public final class EventCodec {
    private static final String TYPE_PREFIX = "org.rehome.";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .annotationIntrospector(
                    new AnnotationIntrospectorPair(new RequiredMembers(), new JacksonAnnotationIntrospector()))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private EventCodec() {}

    public static String type(Class<?> event) {
        return TYPE_PREFIX + event.getSimpleName();
    }

    public static byte[] encode(Event event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("event " + event.key() + " could not be written as JSON", e);
        }
    }

    /// Reads an event of a topic; empty when the topic has no event of that type (a newer writer's).
    ///
    /// @throws IOException when the value is not the JSON of that type
    public static <E extends Event> Optional<E> decode(Topic.Events<E> topic, String type, byte[] value)
            throws IOException {
        Class<? extends E> found = types(topic).get(type);
        if (found == null) {
            return Optional.empty();
        }
        E event = JSON.readValue(value, found);
        if (event == null) {
            throw new IOException("the value of an event " + type + " is null");
        }
        return Optional.of(event);
    }

    /// CloudEvents structured mode (JSON format), for those who read over HTTP.
    public static String structured(EventEnvelope<?> envelope) {
        ObjectNode node = JSON.createObjectNode();
        node.put("specversion", "1.0");
        node.put("id", envelope.id());
        node.put("source", envelope.source());
        node.put("type", envelope.type());
        node.put("subject", envelope.event().key());
        node.put("time", envelope.time().toString());
        if (envelope.sequence() != null) {
            node.put("sequence", envelope.sequence());
        }
        node.put("datacontenttype", "application/json");
        JsonNode data = JSON.valueToTree(envelope.event());
        node.set("data", data);
        return node.toString();
    }

    /// The event records of a topic by their CloudEvents type, in the order of their declaration.
    public static <E extends Event> Map<String, Class<? extends E>> types(Topic.Events<E> topic) {
        Map<String, Class<? extends E>> types = new LinkedHashMap<>();
        for (Class<?> leaf : leaves(topic.type())) {
            types.put(type(leaf), leaf.asSubclass(topic.type()));
        }
        return types;
    }

    private static List<Class<?>> leaves(Class<?> sealed) {
        List<Class<?>> leaves = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isRecord()) {
                leaves.add(permitted);
            } else {
                leaves.addAll(leaves(permitted));
            }
        }
        return leaves;
    }
}
