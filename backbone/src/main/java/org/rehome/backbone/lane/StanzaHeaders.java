package org.rehome.backbone.lane;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.System.Logger.Level;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.rehome.contracts.Topic;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.stanza.DeferredHeaders;
import org.rehome.contracts.stanza.LaneStanza;
import org.rehome.contracts.stanza.StanzaKind;

/// The Kafka form of a stanza: its XML in the value, what routing needs in headers, its lane as the key.
final class StanzaHeaders {
    private static final System.Logger LOG = System.getLogger(StanzaHeaders.class.getName());

    private StanzaHeaders() {}

    static ProducerRecord<String, byte[]> toRecord(Topic.Stanzas topic, LaneStanza stanza) {
        ProducerRecord<String, byte[]> target = new ProducerRecord<>(topic.name(), stanza.lane(), stanza.xml());
        Headers headers = target.headers();
        add(headers, "from", stanza.from().toString());
        add(headers, "to", stanza.to().toString());
        add(headers, "kind", stanza.kind().wire());
        add(headers, "received-at", InstantText.of(stanza.receivedAt()));
        add(headers, "stream", stanza.stream());
        add(headers, "trace", stanza.trace());
        if (stanza.returned() != null) {
            add(headers, "returned", stanza.returned());
        }
        return target;
    }

    /// The stanza of a record, and what is noted of a deferred one.
    ///
    /// @param timesSent how often it was sent without being confirmed
    /// @param heldReason why its lane was held; null when it is not deferred, or nobody has noted it
    record Read(LaneStanza stanza, int timesSent, @Nullable String heldReason) {}

    /// Reads each header once: there are many records.
    ///
    /// @throws IOException when a header is missing or none of ours
    static Read read(ConsumerRecord<String, byte[]> source) throws IOException {
        String from = null;
        String to = null;
        String kind = null;
        String receivedAt = null;
        String stream = null;
        String trace = null;
        String returned = null;
        String timesSent = "0";
        String heldReason = null;
        for (Header header : source.headers()) {
            String value = new String(header.value(), UTF_8);
            switch (header.key()) {
                case "from" -> from = value;
                case "to" -> to = value;
                case "kind" -> kind = value;
                case "received-at" -> receivedAt = value;
                case "stream" -> stream = value;
                case "trace" -> trace = value;
                case "returned" -> returned = value;
                case DeferredHeaders.TIMES_SENT -> timesSent = value;
                case DeferredHeaders.HELD_REASON -> heldReason = value;
                default -> LOG.log(Level.TRACE, "header of somebody else passed over header={0}", header.key());
            }
        }
        try {
            LaneStanza stanza = new LaneStanza(
                    source.key(),
                    Jid.parse(required("from", from)),
                    Jid.parse(required("to", to)),
                    StanzaKind.ofWire(required("kind", kind)),
                    InstantText.parse(required("received-at", receivedAt)),
                    required("stream", stream),
                    required("trace", trace),
                    returned,
                    source.value());
            return new Read(stanza, Integer.parseInt(timesSent), heldReason);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new IOException("record is no stanza of ours: " + e.getMessage(), e);
        }
    }

    private static String required(String name, @Nullable String value) throws IOException {
        if (value == null) {
            throw new IOException("record without the header " + name);
        }
        return value;
    }

    /// Notes on a deferred stanza how often it was sent without being confirmed, and why its lane is held.
    static void deferred(Headers headers, int timesSent, @Nullable String heldReason) {
        if (timesSent > 0) {
            add(headers, DeferredHeaders.TIMES_SENT, Integer.toString(timesSent));
        }
        if (heldReason != null) {
            add(headers, DeferredHeaders.HELD_REASON, heldReason);
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
