package org.rehome.contracts.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.Event;
import org.rehome.contracts.event.EventCodec;
import org.rehome.contracts.event.EventEnvelope;
import org.rehome.contracts.event.EventSamples;
import org.rehome.contracts.stanza.DeferredHeaders;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

/// The contract as data: what the types say, with the text of their doc comments.
///
/// @param topics in the order of the list of topics
/// @param objects the records and enums that are members of events, by their name
/// @param addresses the address types, by their name
/// @param attributes the CloudEvents attributes of an event record, as header names
/// @param stanzaHeaders the headers of a stanza record
record Contract(
        List<TopicDoc> topics,
        Map<String, ObjectDoc> objects,
        Map<String, String> addresses,
        List<HeaderDoc> attributes,
        List<HeaderDoc> stanzaHeaders) {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final ObjectMapper JSON = new ObjectMapper();

    /// The form of a topic's doc comment.
    private static final Pattern TOPIC = Pattern.compile("(.+?); key: (.+?)\\. Written by (.+?)\\.");

    record TopicDoc(Topic topic, String meaning, String key, String writer, List<EventDoc> events) {}

    /// @param document the golden sample, a CloudEvents document
    record EventDoc(String name, String type, String meaning, List<MemberDoc> members, JsonNode document) {}

    record MemberDoc(String name, MemberType type, boolean required, String meaning) {}

    record ObjectDoc(String meaning, List<MemberDoc> members) {}

    record HeaderDoc(
            String name,
            boolean required,
            String meaning,
            @Nullable String example) {}

    /// Reads the types and the sources of this module.
    static Contract read() {
        return new Reading().contract();
    }

    private static final class Reading {
        private final SourceDocs docs = SourceDocs.of(SOURCES);
        private final Map<String, ObjectDoc> objects = new LinkedHashMap<>();
        private final Map<String, String> addresses = new LinkedHashMap<>();

        Contract contract() {
            List<TopicDoc> topics = Topics.all().stream().map(this::topic).toList();
            return new Contract(topics, objects, addresses, attributes(), stanzaHeaders());
        }

        private TopicDoc topic(Topic topic) {
            String constant = constant(topic);
            Matcher matcher = TOPIC.matcher(docs.ofField(Topics.class, constant));
            if (!matcher.matches()) {
                throw new IllegalStateException("the comment of Topics." + constant
                        + " has not the form \"<content>; key: <key>. Written by <writers>.\"");
            }
            List<EventDoc> events =
                    switch (topic) {
                        case Topic.Events<?> ofEvents -> events(ofEvents);
                        case Topic.Stanzas _ -> List.of();
                    };
            return new TopicDoc(topic, matcher.group(1), matcher.group(2), matcher.group(3), events);
        }

        private static String constant(Topic topic) {
            return Stream.of(Topics.class.getDeclaredFields())
                    .filter(field -> Modifier.isPublic(field.getModifiers()) && topic.equals(value(field)))
                    .map(Field::getName)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no public constant for " + topic.name()));
        }

        private static @Nullable Object value(Field field) {
            try {
                return field.get(null);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("public field " + field, e);
            }
        }

        private <E extends Event> List<EventDoc> events(Topic.Events<E> topic) {
            List<EventDoc> events = new ArrayList<>();
            EventCodec.types(topic).forEach((type, event) -> events.add(event(type, event)));
            return events;
        }

        private EventDoc event(String type, Class<? extends Event> event) {
            String document = EventCodec.structured(EventSamples.of(event).envelope());
            try {
                return new EventDoc(
                        event.getSimpleName(), type, docs.of(event), members(event), JSON.readTree(document));
            } catch (IOException e) {
                throw new UncheckedIOException("sample of " + type, e);
            }
        }

        private List<MemberDoc> members(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(component -> member(type, component))
                    .toList();
        }

        private MemberDoc member(Class<?> type, RecordComponent component) {
            MemberType form = MemberType.of(component.getGenericType());
            describe(form);
            return new MemberDoc(
                    component.getName(), form, isRequired(component), docs.ofComponent(type, component.getName()));
        }

        private static boolean isRequired(RecordComponent component) {
            return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }

        private void describe(MemberType form) {
            switch (form) {
                case MemberType.Nested(var type) -> {
                    if (!objects.containsKey(type.getSimpleName())) {
                        objects.put(type.getSimpleName(), new ObjectDoc(docs.of(type), members(type)));
                    }
                }
                case MemberType.Address(var type) -> addresses.put(type.getSimpleName(), docs.of(type));
                case MemberType.Many(var of) -> describe(of);
                case MemberType.Text _,
                        MemberType.Flag _,
                        MemberType.Whole _,
                        MemberType.Time _,
                        MemberType.Choice _ -> {
                    // said where it is used
                }
            }
        }

        private List<HeaderDoc> attributes() {
            List<HeaderDoc> attributes = new ArrayList<>();
            attributes.add(new HeaderDoc("ce_specversion", true, "the version of CloudEvents", "1.0"));
            for (RecordComponent component : EventEnvelope.class.getRecordComponents()) {
                if (!component.getName().equals("event")) {
                    String meaning = docs.ofComponent(EventEnvelope.class, component.getName());
                    attributes.add(new HeaderDoc("ce_" + component.getName(), isRequired(component), meaning, null));
                }
            }
            attributes.add(new HeaderDoc("ce_type", true, docs.ofMethod(EventEnvelope.class, "type"), null));
            attributes.add(new HeaderDoc("ce_subject", true, "the record's key", null));
            attributes.add(new HeaderDoc("content-type", true, "the form of the value", "application/json"));
            return attributes;
        }

        /// The components of a stanza, except its key and its value, with hyphens; and what only deferred topics have.
        private List<HeaderDoc> stanzaHeaders() {
            List<HeaderDoc> headers = new ArrayList<>();
            for (RecordComponent component : LaneStanza.class.getRecordComponents()) {
                String name = component.getName();
                if (!name.equals("lane") && !name.equals("xml")) {
                    String meaning = docs.ofComponent(LaneStanza.class, name);
                    String kinds = component.getType() == StanzaKind.class ? ": " + kinds() : "";
                    String header = name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
                    headers.add(new HeaderDoc(header, isRequired(component), meaning + kinds, null));
                }
            }
            for (Field field : DeferredHeaders.class.getDeclaredFields()) {
                String meaning = docs.ofField(DeferredHeaders.class, field.getName());
                headers.add(new HeaderDoc(String.valueOf(value(field)), false, meaning, null));
            }
            return headers;
        }

        private static String kinds() {
            return String.join(
                    ", ",
                    Stream.of(StanzaKind.values())
                            .map(kind -> "`" + kind.wire() + "`")
                            .toList());
        }
    }
}
