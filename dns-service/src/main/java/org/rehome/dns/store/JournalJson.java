package org.rehome.dns.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.cutover.ZoneUpdate;
import org.rehome.dns.record.DnsName;
import org.rehome.dns.record.RecordData;
import org.rehome.dns.record.RecordKey;
import org.rehome.dns.record.RecordSet;
import org.rehome.dns.record.RecordType;

/// The JSON of entries. Records are lines of a master file and updates are scripts of nsupdate(1): with this file and
/// the TSIG key an operator can roll back without the service.
final class JournalJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(values())
            .addMixIn(JournalEntry.class, ByType.class)
            .addMixIn(CutoverStep.class, ByType.class)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // the components of records, and nothing that they compute
            .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            // a newer version may have written more
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    static {
        register(JournalEntry.class);
        register(CutoverStep.class);
    }

    private JournalJson() {}

    /// The member `type` names the record.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface ByType {}

    private static void register(Class<?> sealed) {
        for (Class<?> each : sealed.getPermittedSubclasses()) {
            MAPPER.registerSubtypes(new NamedType(each, each.getSimpleName()));
        }
    }

    private static SimpleModule values() {
        SimpleModule values = new SimpleModule();
        text(values, DnsName.class, DnsName::text, text -> text.isEmpty() ? DnsName.ROOT : DnsName.parse(text));
        text(values, RecordKey.class, RecordKey::toString, JournalJson::key);
        text(values, RecordData.class, data -> data.type() + " " + data.text(), JournalJson::data);
        lines(values, RecordSet.class, RecordSet::lines, RecordSet::parse);
        lines(values, ZoneUpdate.class, ZoneUpdate::script, ZoneUpdate::parse);
        return values;
    }

    private static RecordKey key(String text) {
        String[] parts = text.split(" ", 2);
        return new RecordKey(DnsName.parse(parts[0]), RecordType.valueOf(parts[1]));
    }

    private static RecordData data(String text) {
        String[] parts = text.split(" ", 2);
        return RecordData.parse(RecordType.valueOf(parts[0]), parts[1]);
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(write.apply(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return read.apply(in.getValueAsString());
            }
        });
    }

    private static <T> void lines(
            SimpleModule module, Class<T> type, Function<T, List<String>> write, Function<List<String>, T> read) {
        module.addSerializer(type, new JsonSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeStartArray();
                for (String line : write.apply(value)) {
                    out.writeString(line);
                }
                out.writeEndArray();
            }
        });
        module.addDeserializer(type, new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return read.apply(Arrays.asList(in.readValueAs(String[].class)));
            }
        });
    }
}
