package org.rehome.contracts.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import org.rehome.contracts.Topic;
import org.rehome.contracts.Topic.Retention;
import org.rehome.contracts.docs.Contract.EventDoc;
import org.rehome.contracts.docs.Contract.HeaderDoc;
import org.rehome.contracts.docs.Contract.MemberDoc;
import org.rehome.contracts.docs.Contract.TopicDoc;

/// Writes `docs/asyncapi.yaml`, AsyncAPI 3.0 with the Kafka bindings.
final class AsyncApiDocument {
    private static final String KAFKA_BINDING = "0.5.0";
    private static final String HEAD = """
            # Generated from the types in contracts/src/main/java. To change it, change those and run:
            # ./mvnw -pl contracts test -Dupdate-golden=true
            """;

    private final Contract contract;
    private final ObjectNode document = new ObjectMapper().createObjectNode();

    private AsyncApiDocument(Contract contract) {
        this.contract = contract;
    }

    static String of(Contract contract) {
        AsyncApiDocument writer = new AsyncApiDocument(contract);
        writer.write();
        YAMLFactory format = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build();
        try {
            return HEAD + new YAMLMapper(format).writeValueAsString(writer.document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the document could not be written as YAML", e);
        }
    }

    private void write() {
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Rehome")
                .put("version", "1.0.0")
                .put(
                        "description",
                        "What the services of Rehome say to each other on Kafka. The event topics are public;"
                                + " contracts.md, beside this file, says how to read them.")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        document.put("defaultContentType", "application/json");
        document.putObject("servers")
                .putObject("kafka")
                .put("host", "localhost:9092")
                .put("protocol", "kafka")
                .put("description", "the suite's broker, as it is started by default");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        for (TopicDoc topic : contract.topics()) {
            String name = topic.topic().name();
            channel(channels.putObject(name), topic);
            ObjectNode operation = operations.putObject("tell-" + name).put("action", "send");
            reference(operation.putObject("channel"), "channels", name);
            operation.put("summary", "Written by " + topic.writer());
        }
        components(document.putObject("components"));
    }

    private void channel(ObjectNode channel, TopicDoc topic) {
        channel.put("address", topic.topic().name());
        channel.put("description", topic.meaning() + "; key: " + topic.key());
        reference(channel.putArray("servers").addObject(), "servers", "kafka");
        ObjectNode messages = channel.putObject("messages");
        switch (topic.topic()) {
            case Topic.Stanzas _ -> reference(messages.putObject("Stanza"), "components/messages", "Stanza");
            case Topic.Events<?> _ -> {
                for (EventDoc event : topic.events()) {
                    reference(messages.putObject(event.name()), "components/messages", event.name());
                }
                if (topic.topic().retention() instanceof Retention.Compacted) {
                    reference(messages.putObject("Removed"), "components/messages", "Removed");
                }
            }
        }
        ObjectNode binding = channel.putObject("bindings").putObject("kafka");
        binding.put("topic", topic.topic().name());
        binding.put("partitions", topic.topic().partitions());
        retention(binding.putObject("topicConfiguration"), topic.topic().retention());
        binding.put("bindingVersion", KAFKA_BINDING);
    }

    private static void retention(ObjectNode configuration, Retention retention) {
        switch (retention) {
            case Retention.Compacted(var within) ->
                configuration.putArray("cleanup.policy").add("compact");
            case Retention.Kept(var time) -> {
                configuration.putArray("cleanup.policy").add("delete");
                configuration.put("retention.ms", time.toMillis());
            }
        }
    }

    private void components(ObjectNode components) {
        ObjectNode messages = components.putObject("messages");
        for (TopicDoc topic : contract.topics()) {
            for (EventDoc event : topic.events()) {
                message(messages.putObject(event.name()), topic, event);
            }
        }
        removed(messages.putObject("Removed"));
        stanza(messages.putObject("Stanza"));
        headers(components.putObject("messageTraits").putObject("CloudEvent"), contract.attributes());
        ObjectNode schemas = components.putObject("schemas");
        for (TopicDoc topic : contract.topics()) {
            for (EventDoc event : topic.events()) {
                object(schemas.putObject(event.name()), event.meaning(), event.members());
            }
        }
        contract.objects()
                .forEach((name, object) -> object(schemas.putObject(name), object.meaning(), object.members()));
        contract.addresses()
                .forEach((name, meaning) ->
                        schemas.putObject(name).put("type", "string").put("description", meaning));
    }

    private static void message(ObjectNode message, TopicDoc topic, EventDoc event) {
        message.put("name", event.type());
        message.put("title", event.name());
        message.put("summary", event.meaning());
        message.put("contentType", "application/json");
        reference(message.putArray("traits").addObject(), "components/messageTraits", "CloudEvent");
        reference(message.putObject("payload"), "components/schemas", event.name());
        key(message, topic.key());
        message.putArray("examples")
                .addObject()
                .put("name", event.name())
                .set("payload", event.document().get("data"));
    }

    private static void removed(ObjectNode message) {
        message.put("name", "org.rehome.Removed");
        message.put("title", "Removed");
        message.put("summary", "A tombstone: a record without a value; the key was removed.");
        reference(message.putArray("traits").addObject(), "components/messageTraits", "CloudEvent");
        message.putObject("payload").put("type", "null");
        key(message, "the key that was removed");
    }

    private void stanza(ObjectNode message) {
        message.put("name", "stanza");
        message.put("title", "Stanza");
        message.put("summary", "An XMPP stanza on its lane.");
        message.put("contentType", "application/xml");
        headers(message, contract.stanzaHeaders());
        message.putObject("payload")
                .put("type", "string")
                .put("description", "the stanza's XML in UTF-8, byte for byte as received");
        key(message, "the lane");
    }

    private static void key(ObjectNode message, String meaning) {
        ObjectNode binding = message.putObject("bindings").putObject("kafka");
        binding.putObject("key").put("type", "string").put("description", meaning);
        binding.put("bindingVersion", KAFKA_BINDING);
    }

    private static void headers(ObjectNode holder, List<HeaderDoc> headers) {
        ObjectNode schema = holder.putObject("headers").put("type", "object");
        var required = schema.putArray("required");
        headers.stream().filter(HeaderDoc::required).forEach(each -> required.add(each.name()));
        ObjectNode properties = schema.putObject("properties");
        for (HeaderDoc each : headers) {
            ObjectNode property = properties.putObject(each.name());
            property.put("type", "string").put("description", each.meaning());
            if (each.example() != null) {
                property.put("const", each.example());
            }
        }
    }

    private static void object(ObjectNode schema, String meaning, List<MemberDoc> members) {
        schema.put("type", "object").put("description", meaning);
        var required = schema.putArray("required");
        members.stream().filter(MemberDoc::required).forEach(each -> required.add(each.name()));
        ObjectNode properties = schema.putObject("properties");
        for (MemberDoc each : members) {
            ObjectNode property = properties.putObject(each.name());
            property.put("description", each.meaning());
            form(property, each.type());
        }
    }

    private static void form(ObjectNode schema, MemberType type) {
        switch (type) {
            case MemberType.Text() -> schema.put("type", "string");
            case MemberType.Flag() -> schema.put("type", "boolean");
            case MemberType.Whole(int bits) -> schema.put("type", "integer").put("format", "int" + bits);
            case MemberType.Time() -> schema.put("type", "string").put("format", "date-time");
            // a $ref stands alone in JSON Schema draft 7: the description would be lost beside it
            case MemberType.Address(var address) -> allOf(schema, address);
            case MemberType.Nested(var object) -> allOf(schema, object);
            case MemberType.Choice choice -> {
                schema.put("type", "string");
                choice.values().forEach(schema.putArray("enum")::add);
            }
            case MemberType.Many(var of) -> form(schema.put("type", "array").putObject("items"), of);
        }
    }

    private static void allOf(ObjectNode schema, Class<?> type) {
        reference(schema.putArray("allOf").addObject(), "components/schemas", type.getSimpleName());
    }

    private static void reference(ObjectNode node, String where, String name) {
        node.put("$ref", "#/" + where + "/" + name);
    }
}
