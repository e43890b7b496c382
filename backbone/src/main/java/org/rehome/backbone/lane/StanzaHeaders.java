package org.rehome.backbone.lane;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

/// The Kafka form of a stanza: its XML in the value, what routing needs in headers, its lane as the key.
final class StanzaHeaders {
    private static final String TIMES_SENT = "times-sent";

    private StanzaHeaders() {}

    static ProducerRecord<String, byte[]> toRecord(Topic.Stanzas topic, LaneStanza stanza) {
        ProducerRecord<String, byte[]> target = new ProducerRecord<>(topic.name(), stanza.lane(), stanza.xml());
        Headers headers = target.headers();
        add(headers, "from", stanza.from().toString());
        add(headers, "to", stanza.to().toString());
        add(headers, "kind", stanza.kind().wire());
        add(headers, "received-at", stanza.receivedAt().toString());
        add(headers, "stream", stanza.stream());
        add(headers, "trace", stanza.trace());
        if (stanza.returned() != null) {
            add(headers, "returned", stanza.returned());
        }
        return target;
    }

    /// @throws IOException when a header is missing or none of ours
    static LaneStanza fromRecord(ConsumerRecord<String, byte[]> source) throws IOException {
        Headers headers = source.headers();
        try {
            return new LaneStanza(
                    source.key(),
                    Jid.parse(required(headers, "from")),
                    Jid.parse(required(headers, "to")),
                    StanzaKind.ofWire(required(headers, "kind")),
                    Instant.parse(required(headers, "received-at")),
                    required(headers, "stream"),
                    required(headers, "trace"),
                    value(headers, "returned"),
                    source.value());
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new IOException("record is no stanza of ours: " + e.getMessage(), e);
        }
    }

    /// Notes on a deferred stanza how often it was sent without being confirmed.
    static void timesSent(Headers headers, int timesSent) {
        if (timesSent > 0) {
            add(headers, TIMES_SENT, Integer.toString(timesSent));
        }
    }

    static int timesSent(ConsumerRecord<String, byte[]> source) {
        String value = value(source.headers(), TIMES_SENT);
        return value == null ? 0 : Integer.parseInt(value);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static String required(Headers headers, String name) throws IOException {
        String value = value(headers, name);
        if (value == null) {
            throw new IOException("record without the header " + name);
        }
        return value;
    }

    private static @Nullable String value(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
