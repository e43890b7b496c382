package org.rehome.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.contracts.Topic;

/// The events of a service as server-sent events, for those without a Kafka client. A service extends it with
/// `@Path("/events")` and names the topics that it writes.
public abstract class EventsResource {
    private static final int MAX_READERS = 100;

    private final List<Topic.Events<?>> topics;
    private final AtomicInteger readers = new AtomicInteger();

    @Inject
    @ConfigProperty(name = "rehome.kafka.bootstrap-servers", defaultValue = "localhost:9092")
    @Nullable
    String bootstrapServers;

    protected EventsResource(List<Topic.Events<?>> topics) {
        this.topics = List.copyOf(topics);
    }

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Follow the events of this service",
            description =
                    "Each event's data is a CloudEvents 1.0 document; its id resumes the stream by Last-Event-ID.")
    @APIResponse(
            responseCode = "200",
            description = "The events, until the reader goes away",
            content =
                    @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class)))
    public void events(
            @Context SseEventSink sink,
            @Context Sse sse,
            @Parameter(description = "earliest or latest") @QueryParam("from") @DefaultValue("latest") String from,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId) {
        EventPosition start = EventPosition.parse(from, lastEventId);
        if (readers.incrementAndGet() > MAX_READERS) {
            readers.decrementAndGet();
            throw Problem.unavailable("already " + MAX_READERS + " readers follow the events; close one, or use Kafka");
        }
        EventTail tail = new EventTail(
                new KafkaSettings(String.valueOf(bootstrapServers), "events-sse"), topics, start, sink, sse);
        Thread.ofVirtual().name("events-sse").start(() -> {
            try {
                tail.run();
            } finally {
                readers.decrementAndGet();
            }
        });
    }
}
