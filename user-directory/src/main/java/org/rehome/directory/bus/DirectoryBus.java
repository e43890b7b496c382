package org.rehome.directory.bus;

import java.time.Duration;
import javax.sql.DataSource;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.rehome.backbone.KafkaSettings;
import org.rehome.backbone.TopicSetup;
import org.rehome.backbone.facts.Facts;
import org.rehome.contracts.Topics;
import org.rehome.directory.store.DatabaseFailure;

/// All that connects the directory with Kafka. It opens in the background, however long the broker takes to
/// come; what is written before waits in the outbox.
public final class DirectoryBus implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DirectoryBus.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final KafkaSettings settings;
    private final DataSource database;
    private final OutboxLine outbox;
    private final LinkFacts links;
    private final MoverThread mover;
    private final Thread opening;
    private volatile @Nullable Reading reading;
    private volatile String state = "waiting for the broker";

    /// What is read once the broker has answered.
    private record Reading(Facts facts, Answers answers) {}

    public DirectoryBus(
            KafkaSettings settings, DataSource database, OutboxLine outbox, LinkFacts links, MoverThread mover) {
        this.settings = settings;
        this.database = database;
        this.outbox = outbox;
        this.links = links;
        this.mover = mover;
        this.opening = Thread.ofVirtual().name("bus-open").unstarted(this::open);
    }

    public void start() {
        opening.start();
    }

    private void open() {
        try {
            TopicSetup.ensure(settings);
            outbox.open(database, settings);
            reading = read();
            mover.start();
            state = "open";
        } catch (InterruptedException e) {
            LOG.debug("stopped before the broker answered");
        } catch (RuntimeException e) {
            state = String.valueOf(e.getMessage());
            LOG.errorf(e, "not connected to kafka, never ready error=%s", state);
        }
    }

    /// Answers are read before moves are taken up, so that none is missed.
    private Reading read() throws InterruptedException {
        while (true) {
            try {
                Answers answers = new Answers(settings, mover.mover().movingSince(), mover.mover()::answered);
                return new Reading(
                        Facts.of(settings).listen(Topics.FEDERATION, links).start(), answers);
            } catch (TimeoutException | DatabaseFailure e) {
                LOG.warnf("answers cannot be read yet error=%s", e.getMessage());
                Thread.sleep(PAUSE_AFTER_FAILURE);
            }
        }
    }

    /// True when the topics are there and the facts that were there at the start are known.
    public boolean isReady() {
        Reading open = reading;
        return open != null && open.facts().caughtUp();
    }

    /// How far the opening has come, for people.
    public String state() {
        return isReady() || !state.equals("open") ? state : "reading facts";
    }

    @Override
    public void close() {
        opening.interrupt();
        try {
            opening.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mover.close();
        Reading open = reading;
        if (open != null) {
            open.answers().close();
            open.facts().close();
        }
        outbox.close();
    }
}
