package org.rehome.dns.bus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.event.EventHeaders;
import org.rehome.contracts.Topics;
import org.rehome.contracts.event.DnsEvent;
import org.rehome.contracts.event.EventCodec;
import org.rehome.dns.cutover.CutoverStep;
import org.rehome.dns.store.JournalEntry;
import org.rehome.dns.store.JournalLine;
import org.rehome.dns.store.Registry;

/// Publishes what the journal has, in its order, each event at least once: after a crash the last ones come again
/// with the same id.
final class EventRelay {
    private static final Logger LOG = Logger.getLogger(EventRelay.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    static final String SOURCE = "/dns-service";

    private final Registry registry;
    private final KafkaSettings settings;
    private final Path positionFile;

    /// @param positionFile holds the number of the last line whose events are published
    EventRelay(Registry registry, KafkaSettings settings, Path positionFile) {
        this.registry = registry;
        this.settings = settings;
        this.positionFile = positionFile;
    }

    /// Runs until it is interrupted.
    void run() throws InterruptedException, IOException {
        long position = position();
        try (Producer<String, byte[]> producer = new KafkaProducer<>(settings.producer("events"))) {
            while (true) {
                for (JournalLine line : registry.after(position)) {
                    publish(producer, line);
                    position = line.sequence();
                    store(line);
                }
            }
        } catch (org.apache.kafka.common.errors.InterruptException e) {
            throw new InterruptedException("interrupted while an event was published");
        }
    }

    private void publish(Producer<String, byte[]> producer, JournalLine line) throws InterruptedException {
        if (!(line.entry() instanceof JournalEntry.Step(CutoverStep step))) {
            return;
        }
        List<DnsEvent> events =
                CutoverEvents.of(step, registry.cutover(step.id()).orElseThrow());
        for (int i = 0; i < events.size(); i++) {
            DnsEvent event = events.get(i);
            var message = EventHeaders.toRecord(
                    Topics.DNS.name(),
                    event.key(),
                    line.hash() + "-" + i,
                    SOURCE,
                    EventCodec.type(event.getClass()),
                    step.at(),
                    // CloudEvents sequence extension: a string that sorts
                    String.format("%019d.%03d", line.sequence(), i),
                    EventCodec.encode(event));
            boolean sent = false;
            while (!sent) {
                sent = sent(producer, message);
            }
        }
    }

    private static boolean sent(
            Producer<String, byte[]> producer, org.apache.kafka.clients.producer.ProducerRecord<String, byte[]> message)
            throws InterruptedException {
        try {
            producer.send(message).get();
            return true;
        } catch (ExecutionException | KafkaException e) {
            if (e instanceof org.apache.kafka.common.errors.InterruptException) {
                throw new InterruptedException("interrupted while an event was published");
            }
            LOG.warnf("event not published, trying again topic=%s error=%s", Topics.DNS.name(), e.getMessage());
            Thread.sleep(PAUSE);
            return false;
        }
    }

    /// The last line whose events are published. The hash tells whether it is a line of this journal: one that was
    /// moved away has left its position behind.
    private long position() throws IOException {
        if (!Files.exists(positionFile)) {
            return 0;
        }
        String[] parts = Files.readString(positionFile).strip().split(" ", 2);
        return registry.line(parts[parts.length - 1]).map(JournalLine::sequence).orElse(0L);
    }

    private void store(JournalLine line) throws IOException {
        Path fresh = positionFile.resolveSibling(positionFile.getFileName() + ".new");
        Files.writeString(fresh, line.sequence() + " " + line.hash() + "\n");
        Files.move(fresh, positionFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
